//! The tests' own PostgreSQL server: in its own folder, reached by a socket in it, and ended with
//! the process that started it, however that ends.
//!
//! The server refuses to run as root, so then it runs as Debian's user `postgres`. `initdb`
//! takes its second only once; its result is then copied.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Runs the server until standard input ends.
const KEEPER: &str = r#"
    "$1/postgres" -D "$2/data" -k "$2" -c fsync=off -c full_page_writes=off \
        -c shared_buffers=16MB -c max_connections=80 -c wal_level=minimal -c max_wal_senders=0 \
        >>"$2/log" 2>&1 &
    server=$!
    read -r _
    kill -QUIT "$server"
    wait "$server"
    rm -rf "$2"
"#;

/// A server.
pub struct Cluster {
    pub folder: PathBuf,
    /// The process that cleans up in the end.
    pub keeper: Option<Child>,
}

impl Cluster {
    /// The one that all tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A new server, reached by its socket only.
    pub fn start() -> Self {
        Self::start_with(|_| "listen_addresses = ''".to_owned())
    }

    /// A new server, with additions to its `postgresql.conf`; files that they refer to can be
    /// written into its data folder.
    pub fn start_with(configure: impl FnOnce(&Path) -> String) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("nmp-postgres-")
            .tempdir()
            .unwrap()
            .keep();
        run(Command::new("cp")
            .arg("-a")
            .arg(template())
            .arg(folder.join("data")));
        let data = folder.join("data");
        let settings = configure(&data);
        let mut file = File::options()
            .append(true)
            .open(data.join("postgresql.conf"))
            .unwrap();
        writeln!(file, "{settings}").unwrap();
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:"]).arg(&folder));
        }
        let mut cluster = Self {
            folder,
            keeper: None,
        };
        cluster.come_up();
        cluster
    }

    /// Starts the server, again.
    pub fn come_up(&mut self) {
        let mut command = unprivileged("sh");
        command.args(["-c", KEEPER, "sh"]);
        command.arg(programs()).arg(&self.folder);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.keeper = Some(command.spawn().unwrap());
    }

    /// Creates an empty database and returns its address.
    pub async fn database(&self) -> String {
        self.database_on(5432).await
    }

    /// The same where the server has another port, which is in the name of its socket.
    pub async fn database_on(&self, port: u16) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let url = |name: &str| {
            let folder = self.folder.display();
            format!("postgres:///{name}?host={folder}&port={port}&user=postgres")
        };
        let mut connection = super::eventually("the server answers", || async {
            PgConnection::connect(&url("postgres")).await.ok()
        })
        .await;
        let name = format!("d{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        // Not the collation that the statements rely on, because deployments lack it too.
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C.UTF-8'");
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .unwrap();
        url(&name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
    }
}

/// What `initdb` made, once for all tests of this build.
fn template() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let version = programs().parent().unwrap().file_name().unwrap().to_owned();
    let template = folder.join("postgres-template").join(version);
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    let lock = File::create(folder.join("postgres-template.lock")).unwrap();
    lock.lock().unwrap();
    if !template.exists() {
        let made = tempfile::tempdir().unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(made.path()));
        }
        let data = made.path().join("data");
        run(unprivileged(programs().join("initdb"))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ])
            .args(["--no-sync", "--wal-segsize=1", "--pgdata"])
            .arg(data));
        let half = template.with_extension("half");
        let _ = fs::remove_dir_all(&half);
        run(Command::new("cp")
            .arg("-a")
            .arg(made.path().join("data"))
            .arg(&half));
        fs::rename(half, &template).unwrap();
        let _ = fs::remove_dir_all(made.path());
    }
    template
}

/// Debian's folder of the programs, or that of `initdb`.
pub fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let debian = versions
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("postgres").exists())
        .max();
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .or_else(|| std::env::split_paths(&path).find(|bin| bin.join("initdb").exists()))
        .unwrap_or_else(|| panic!("PostgreSQL is not installed; run script/bootstrap"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

pub fn unprivileged(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    command.arg(program);
    // The user may not read where the tests run.
    command.current_dir("/");
    command
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
}
