//! Puts Studio's files into the program, if it is built with the feature `studio`: compressed, as
//! `script/build-studio` has made them, and not once more.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Names the folder of Studio's files, in place of `dist/` of the repository.
const FOLDER: &str = "NMP_STUDIO_DIST";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={FOLDER}");
    if env::var_os("CARGO_FEATURE_STUDIO").is_none() {
        return Ok(());
    }
    let folder = match env::var_os(FOLDER) {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../dist"),
    };
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.join("index.html").is_file() {
        println!(
            "cargo::error=Studio isn't built: there is no index.html in {}. Run script/build-studio, \
             or build without the feature `studio`.",
            folder.display()
        );
        return Ok(());
    }
    let folder = folder.canonicalize()?;
    let mut paths = Vec::new();
    collect(&folder, &mut paths)?;
    paths.sort();
    let mut code =
        String::from("/// Studio's files.\npub const FILES: EmbeddedFiles = EmbeddedFiles(&[\n");
    for path in paths {
        entry(&mut code, &folder, &path)?;
    }
    code.push_str("]);\n");
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("studio_files.rs"),
        code,
    )?;
    Ok(())
}

/// The files below a folder, without those of the build and without compressed twins.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or(".");
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths)?;
        } else if !is_twin(&path) {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether it is another file, compressed.
fn is_twin(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("br" | "gz")) && path.with_extension("").is_file()
}

fn entry(code: &mut String, folder: &Path, path: &Path) -> Result<(), Box<dyn Error>> {
    let below = path.strip_prefix(folder)?;
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    let twin = |extension: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(extension);
        Some(PathBuf::from(name)).filter(|twin| twin.is_file())
    };
    let bytes = |path: &Path| format!("include_bytes!({:?})", path.display().to_string());
    let brotli = match twin(".br") {
        Some(twin) => format!("Some({})", bytes(&twin)),
        None => "None".to_owned(),
    };
    let content = match twin(".gz") {
        Some(twin) => format!("Content::Gzip({})", bytes(&twin)),
        None => format!("Content::Plain({})", bytes(path)),
    };
    writeln!(
        code,
        "    EmbeddedFile {{ path: {:?}, brotli: {brotli}, content: {content} }},",
        names.join("/")
    )?;
    Ok(())
}
