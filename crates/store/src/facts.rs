//! All that judging needs to know about a society, in one consistent read.

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{NoticeId, SocietyCode};
use domain::return_form::ReturnForm;
use domain::ruling::Ruling;
use domain::submission::Submission;
use domain::verdict::Judgement;

/// An arrival with what the store knows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArrival {
    /// The arrival.
    pub arrival: Arrival,
    /// Grows whenever something happens that asks for another judging.
    pub revision: i64,
    /// Notice and society among whose versions it counts, as last recorded.
    pub placed: Option<(NoticeId, SocietyCode)>,
    /// INTERNALDATE of every sighting that has one, in the order seen.
    pub internal_dates: Vec<DateTime<Utc>>,
}

/// What is recorded for one society and notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocietyFacts {
    /// Grows with each recording; [`crate::Store::record`] compares it.
    pub version: i64,
    /// Arrivals placed there in archive order, with their rulings (oldest first) and the judgement in force.
    pub arrivals: Vec<(StoredArrival, Vec<Ruling>, Option<Judgement>)>,
    /// All submissions, superseded ones too, by identity.
    pub submissions: Vec<Submission>,
    /// All return forms, by arrival and number.
    pub return_forms: Vec<ReturnForm>,
}
