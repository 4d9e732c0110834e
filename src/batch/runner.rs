//! The parallel run: one thread reads samples, several grade them, and the results come out in order.
//!
//! No more samples are in hand than a few for each grading thread, so that memory does not grow and a stream is answered as it comes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Samples in hand for each grading thread. Chosen so that the others have work while a slow one holds up the order.
const IN_HAND: usize = 8;

/// Stack of a grading thread. Chosen as large as that of a main thread, in which a single pair is compared.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// How often the run looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(100);

/// How a run is carried out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Number of grading threads.
    pub jobs: usize,
    /// The longest that one sample may take.
    pub longest: Option<Duration>,
    /// Set when the run should end: samples in hand are finished.
    pub interrupted: Arc<AtomicBool>,
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It took longer than allowed.
    TooSlow,
    /// The system gave no thread to grade it in.
    NoThread,
    /// Grading it failed, which is a defect of gapdiff.
    Panicked,
}

/// Works on every item and hands the results on in the order of the items, until they end, the run is interrupted or `done` fails.
///
/// # Errors
/// What `done` fails with.
pub fn run<T, R, E>(
    plan: &Plan,
    items: impl Iterator<Item = T> + Send + 'static,
    work: impl Fn(&T) -> R + Send + Sync + 'static,
    failed: impl Fn(&T, Failure) -> R + Send + Sync + 'static,
    mut done: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    let jobs = plan.jobs.max(1);
    let (permits, permitted) = mpsc::channel::<()>();
    let (queue, queued) = mpsc::channel::<(usize, T)>();
    let (results, finished) = mpsc::channel::<Message<R>>();
    for _ in 0..jobs * IN_HAND {
        // The receiver lives until the reader ends, so none of these is lost.
        let _ = permits.send(());
    }
    let reader = Reader { permitted, queue, results: results.clone(), interrupted: Arc::clone(&plan.interrupted) };
    thread::spawn(move || reader.read(items));
    let queued = Arc::new(Mutex::new(queued));
    let work = Arc::new(work);
    let failed = Arc::new(failed);
    for _ in 0..jobs {
        let (queued, results, work, failed) =
            (Arc::clone(&queued), results.clone(), Arc::clone(&work), Arc::clone(&failed));
        let longest = plan.longest;
        thread::spawn(move || {
            while let Some((at, item)) = next(&queued) {
                let item = Arc::new(item);
                let result = guarded(&item, &work, longest).unwrap_or_else(|failure| failed(&item, failure));
                if results.send(Message::Result(at, result)).is_err() {
                    return;
                }
            }
        });
    }
    drop(results);
    in_order(plan, &finished, &permits, &mut done)
}

/// What the writing thread hears.
enum Message<R> {
    /// The result of an item.
    Result(usize, R),
    /// The reader took up an item, so that its result is to come.
    Taken,
}

fn in_order<R, E>(
    plan: &Plan,
    finished: &Receiver<Message<R>>,
    permits: &Sender<()>,
    done: &mut impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let (mut next, mut taken) = (0, 0);
    loop {
        match finished.recv_timeout(LOOK) {
            Ok(Message::Result(at, result)) => {
                waiting.insert(at, result);
            }
            Ok(Message::Taken) => taken += 1,
            // The reader may wait for a stream that nobody writes to: what is in hand is finished all the same.
            Err(RecvTimeoutError::Timeout) if plan.interrupted.load(Ordering::Relaxed) && next == taken => {
                return Ok(());
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            done(result)?;
            // Without a reader there is nothing left to permit.
            let _ = permits.send(());
        }
    }
}

/// The thread that reads items.
struct Reader<T, R> {
    permitted: Receiver<()>,
    queue: Sender<(usize, T)>,
    results: Sender<Message<R>>,
    interrupted: Arc<AtomicBool>,
}

impl<T, R> Reader<T, R> {
    fn read(self, items: impl Iterator<Item = T>) {
        let mut items = items.enumerate();
        while self.permitted.recv().is_ok() && !self.interrupted.load(Ordering::Relaxed) {
            let Some(item) = items.next() else { return };
            if self.interrupted.load(Ordering::Relaxed)
                || self.results.send(Message::Taken).is_err()
                || self.queue.send(item).is_err()
            {
                return;
            }
        }
    }
}

fn next<T>(queued: &Mutex<Receiver<T>>) -> Option<T> {
    queued.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Works on one item in a thread of its own, which is left behind when it takes too long.
fn guarded<T, R>(
    item: &Arc<T>,
    work: &Arc<impl Fn(&T) -> R + Send + Sync + 'static>,
    longest: Option<Duration>,
) -> Result<R, Failure>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    let (item, work) = (Arc::clone(item), Arc::clone(work));
    let worker = move || {
        // A result that comes too late is nobody's.
        let _ = sender.send(work(&item));
    };
    if thread::Builder::new().stack_size(STACK_BYTES).spawn(worker).is_err() {
        return Err(Failure::NoThread);
    }
    match longest {
        Some(longest) => receiver.recv_timeout(longest).map_err(|error| match error {
            RecvTimeoutError::Timeout => Failure::TooSlow,
            RecvTimeoutError::Disconnected => Failure::Panicked,
        }),
        None => receiver.recv().map_err(|_| Failure::Panicked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(jobs: usize) -> Plan {
        Plan { jobs, longest: None, interrupted: Arc::default() }
    }

    fn run_all(plan: &Plan, work: impl Fn(&u64) -> String + Send + Sync + 'static) -> Vec<String> {
        let mut results = Vec::new();
        let failed = |item: &u64, failure| format!("{item}: {failure:?}");
        let done = |result| {
            results.push(result);
            Ok::<_, ()>(())
        };
        run(plan, 0..100, work, failed, done).expect("nothing fails");
        results
    }

    #[test]
    fn results_come_in_order() {
        let expected: Vec<_> = (0..100).map(|item| item.to_string()).collect();
        for jobs in [1, 8] {
            let uneven = |item: &u64| {
                thread::sleep(Duration::from_micros(item * 7 % 13 * 100));
                item.to_string()
            };
            assert_eq!(run_all(&plan(jobs), uneven), expected, "{jobs} jobs");
        }
    }

    #[test]
    #[allow(clippy::panic, reason = "it is what is tested")]
    fn a_broken_item_does_not_stop_the_run() {
        let results = run_all(&plan(4), |item| if *item == 5 { panic!("on purpose") } else { item.to_string() });
        assert_eq!(results.len(), 100);
        assert_eq!((results[5].as_str(), results[6].as_str()), ("5: Panicked", "6"));
    }

    #[test]
    fn an_item_that_never_ends_does_not_stop_the_run() {
        let plan = Plan { longest: Some(Duration::from_millis(200)), ..plan(4) };
        let results = run_all(&plan, |item| {
            if *item == 3 {
                loop {
                    thread::park();
                }
            }
            item.to_string()
        });
        assert_eq!(results.len(), 100);
        assert_eq!(results[3], "3: TooSlow");
    }

    #[test]
    fn an_interrupted_run_finishes_what_is_in_hand() {
        let plan = plan(2);
        let flag = Arc::clone(&plan.interrupted);
        let results = run_all(&plan, move |item| {
            if *item == 10 {
                flag.store(true, Ordering::Relaxed);
            }
            item.to_string()
        });
        assert!((11..100).contains(&results.len()), "{}", results.len());
        assert!(results.iter().enumerate().all(|(at, result)| *result == at.to_string()));
    }
}
