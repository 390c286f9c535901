//! Queues lines for a writer that can fail or block for ever.

use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use tracing_subscriber::fmt::MakeWriter;

/// The most queued lines; more are lost.
const MOST_LINES: usize = 4096;

/// The most queued bytes; more are lost.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How long the program's end waits for lines to be written.
const FLUSH: Duration = Duration::from_secs(1);

/// The delay between attempts while the writer would block.
const PAUSE: Duration = Duration::from_millis(10);

/// Accepts lines without ever waiting; its own thread writes them.
#[derive(Clone)]
pub(super) struct Queue {
    lines: SyncSender<Item>,
    bytes: Arc<AtomicUsize>,
    lost: Counter,
}

enum Item {
    Line(Vec<u8>),
    /// Answered once everything before it is written.
    Flush(SyncSender<()>),
}

impl Queue {
    /// Writes to `out`, and counts lost lines in `lost`.
    pub(super) fn new(out: impl Write + Send + 'static, lost: Counter) -> Self {
        let (lines, taken) = sync_channel(MOST_LINES);
        let bytes = Arc::new(AtomicUsize::new(0));
        let mut writer = Writer {
            out,
            bytes: bytes.clone(),
            lost: lost.clone(),
            torn: false,
        };
        // Without a thread all lines count as lost.
        let _ = thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || writer.run(&taken));
        Self { lines, bytes, lost }
    }

    /// Queues a line.
    pub(super) fn put(&self, line: Vec<u8>) {
        let length = line.len();
        let waiting = self.bytes.fetch_add(length, Ordering::Relaxed);
        if waiting + length > MOST_BYTES || self.lines.try_send(Item::Line(line)).is_err() {
            self.bytes.fetch_sub(length, Ordering::Relaxed);
            self.lost.inc();
        }
    }

    /// Waits until all queued lines are written, for at most [`FLUSH`].
    pub(super) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.lines.try_send(Item::Flush(done)).is_ok() {
            let _ = written.recv_timeout(FLUSH);
        }
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line {
            queue: self,
            bytes: Vec::new(),
        }
    }
}

/// One line, queued on drop.
pub(super) struct Line<'a> {
    queue: &'a Queue,
    bytes: Vec<u8>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        if !self.bytes.is_empty() {
            self.queue.put(std::mem::take(&mut self.bytes));
        }
    }
}

/// The other end.
struct Writer<W> {
    out: W,
    bytes: Arc<AtomicUsize>,
    lost: Counter,
    /// Whether the last line was written only in part.
    torn: bool,
}

impl<W: Write> Writer<W> {
    fn run(&mut self, lines: &Receiver<Item>) {
        let mut reported = self.lost.get();
        let mut works = true;
        loop {
            let item = match lines.try_recv() {
                Ok(item) => item,
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    let lost = self.lost.get();
                    if works && lost > reported {
                        // Goes into this same queue.
                        tracing::warn!(lines = lost - reported, "log lines were lost");
                        reported = lost;
                    }
                    match lines.recv() {
                        Ok(item) => item,
                        Err(_) => return,
                    }
                }
            };
            match item {
                Item::Line(line) => {
                    works = self.write(&line);
                    self.bytes.fetch_sub(line.len(), Ordering::Relaxed);
                    if !works {
                        self.lost.inc();
                    }
                }
                Item::Flush(done) => {
                    let _ = self.out.flush();
                    let _ = done.try_send(());
                }
            }
        }
    }

    /// Whether the whole line was written. After a partial line, the next one starts on a new line.
    fn write(&mut self, line: &[u8]) -> bool {
        if self.torn {
            if self.some(b"\n") == 0 {
                return false;
            }
            self.torn = false;
        }
        let written = self.some(line);
        self.torn = 0 < written && written < line.len();
        written == line.len()
    }

    /// Writes as much as possible; returns how much that was.
    fn some(&mut self, bytes: &[u8]) -> usize {
        let mut written = 0;
        while written < bytes.len() {
            match self.out.write(&bytes[written..]) {
                Ok(0) => break,
                Ok(count) => written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
                Err(_) => break,
            }
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A disk with room for this many bytes.
    #[derive(Clone)]
    struct Disk(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().unwrap();
            let count = bytes.len().min(disk.1 - disk.0.len());
            if count == 0 {
                return Err(ErrorKind::StorageFull.into());
            }
            disk.0.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_loses_lines_and_nothing_else() {
        let disk = Disk(Arc::new(Mutex::new((Vec::new(), 12))));
        let lost = Counter::default();
        let queue = Queue::new(disk.clone(), lost.clone());
        for line in ["first\n", "second\n", "third\n"] {
            queue.put(line.into());
        }
        queue.flush();
        assert_eq!(lost.get(), 2);
        disk.0.lock().unwrap().1 = 1000;
        queue.put(b"fourth\n".into());
        queue.flush();
        let written = String::from_utf8(disk.0.lock().unwrap().0.clone()).unwrap();
        assert_eq!(written, "first\nsecond\nfourth\n");
        assert_eq!(lost.get(), 2);
    }

    /// Never accepts anything.
    struct Stuck;

    impl Write for Stuck {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            loop {
                thread::park();
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stalled_reader_blocks_nobody_and_fills_no_memory() {
        let lost = Counter::default();
        let queue = Queue::new(Stuck, lost.clone());
        for _ in 0..3 * MOST_LINES {
            queue.put(b"line\n".to_vec());
        }
        assert!(lost.get() >= 2 * MOST_LINES as u64 - 1, "{}", lost.get());
        let queue = Queue::new(Stuck, lost.clone());
        let before = lost.get();
        for _ in 0..6 {
            queue.put(vec![b'x'; MOST_BYTES / 4]);
        }
        assert!(lost.get() >= before + 2, "{}", lost.get());
        assert!(queue.bytes.load(Ordering::Relaxed) <= MOST_BYTES);
    }
}
