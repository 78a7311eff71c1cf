//! Products: made for the command line and, in the background, for the office's page.

mod making;
mod reference;
mod steps;
mod worker;

pub(crate) use making::{Order, Supplies, explained, make};
pub(crate) use reference::words_of;
pub(crate) use steps::Steps;
pub(crate) use worker::{Workshop, make_in_rounds};
