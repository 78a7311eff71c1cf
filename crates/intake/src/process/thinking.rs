//! Thinking about what was read, on a thread where it holds up nobody: the text of a stranger decides how long it takes.

use std::time::Duration;

use crate::IntakeError;

/// How long thinking about one arrival may take.
const LONGEST: Duration = Duration::from_mins(1);

/// What the work gives; `None` when it takes too long. Its thread cannot be ended and goes on to the end of the work.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>, IntakeError> {
    within(LONGEST, work).await
}

async fn within<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>, IntakeError> {
    match tokio::time::timeout(time, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => Ok(Some(done)),
        Ok(Err(bug)) => match bug.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(IntakeError::Ending),
        },
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_takes_too_long_is_left_alone() {
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let endless = within(Duration::from_millis(1), move || ended.recv()).await;
        assert!(matches!(endless, Ok(None)));
        drop(end);
        assert_eq!(apart(|| 1 + 1).await.unwrap(), Some(2));
    }
}
