//! A bar on a terminal while a product is made; nothing anywhere else.

use std::sync::Arc;
use std::time::Duration;

use domain::product::ProductKind;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinHandle;

use crate::workshop::Steps;

/// How often the bar is drawn anew.
const PERIOD: Duration = Duration::from_millis(200);

/// Draws until it is ended.
pub(super) struct Bar {
    bar: ProgressBar,
    drawing: JoinHandle<()>,
}

impl Bar {
    /// On standard error, if that is a terminal.
    pub(super) fn over(kind: ProductKind, steps: Arc<Steps>) -> Self {
        let bar = ProgressBar::new_spinner().with_message(format!("制作{}", kind.title()));
        bar.enable_steady_tick(PERIOD);
        let shown = bar.clone();
        let drawing = tokio::spawn(async move {
            let mut counted = false;
            loop {
                tokio::time::sleep(PERIOD).await;
                let (done, total) = steps.now();
                if total > 0 && !counted {
                    counted = true;
                    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
                        shown.set_style(style);
                    }
                }
                if total > 0 {
                    shown.set_length(total);
                    shown.set_position(done);
                }
            }
        });
        Self { bar, drawing }
    }

    /// Takes the bar away.
    pub(super) async fn end(self) {
        self.drawing.abort();
        // Ended by being aborted.
        drop(self.drawing.await);
        self.bar.finish_and_clear();
    }
}
