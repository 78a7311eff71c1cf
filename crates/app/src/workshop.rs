//! Products: made for the command line and, in the background, for the office's page.

mod making;
mod steps;
mod worker;

pub(crate) use making::{Order, Supplies, explained, make};
pub(crate) use steps::Steps;
pub(crate) use worker::{Workshop, make_in_rounds};
