//! A piece in all its versions.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::weight;
use domain::ids::ItemId;
use domain::person::Person;
use domain::submission::{Standing, Submission, SubmissionStatus};
use domain::text::{match_key, name_key};
use store::{CurrentVersion, PieceState, TextKey};

/// The versions of one piece. What it takes to find the piece is always known, the versions themselves perhaps not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chain {
    number: u32,
    pub(super) item: ItemId,
    /// Whose: by the name of its first version, and as its versions restate it; a clerk may have said another name of one.
    pub(super) person: Option<Person>,
    /// Of item and name: other than that of a piece, it is another piece's chain.
    pub(super) slot: u64,
    /// Of every version.
    pub(super) texts: Vec<TextKey>,
    /// The version that counts.
    pub(super) current: CurrentVersion,
    /// Oldest first.
    versions: Option<Vec<Arc<Submission>>>,
}

impl Chain {
    /// Begins with a first version.
    pub(super) fn begin(number: u32, first: Submission) -> Self {
        let current = current_version(&first);
        Self {
            number,
            slot: slot(&first.item, key(first.person.as_ref()).as_deref()),
            item: first.item.clone(),
            person: first.person.clone(),
            texts: vec![current.text],
            current,
            versions: Some(vec![Arc::new(first)]),
        }
    }

    /// From what is recorded; `None` when that does not say all that is needed.
    pub(super) fn restore(state: PieceState) -> Option<Self> {
        Some(Self {
            number: state.number,
            slot: slot(&state.item, key(state.person.as_ref()).as_deref()),
            item: state.item,
            person: state.person,
            current: state.current?,
            texts: state.texts,
            versions: None,
        })
    }

    /// Place among the society's pieces, from 1.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// The person's name in matching form, as it may stand beside a photo. Asked for seldom, and so made when it is: of
    /// thousands of chains a letter speaks of one or two.
    pub(super) fn name(&self) -> Option<String> {
        self.person.as_ref().map(|person| match_key(&person.name))
    }

    /// Equal for the same name.
    pub(super) fn name_key(&self) -> Option<String> {
        key(self.person.as_ref())
    }

    pub(super) fn versions(&self) -> Option<&[Arc<Submission>]> {
        self.versions.as_deref()
    }

    pub(super) fn forget(&mut self) {
        self.versions = None;
    }

    pub(super) fn learn(&mut self, mut versions: Vec<Arc<Submission>>) {
        versions.sort_by_key(|version| version.revision);
        self.versions = Some(versions);
    }

    /// The version that counts, when versions are known.
    pub(super) fn newest(&self) -> Option<&Submission> {
        let versions = self.versions.iter().flatten().map(Arc::as_ref);
        versions
            .into_iter()
            .find(|version| version.standing == Standing::Current)
    }

    /// Puts a further version in place of the one that counts.
    pub(super) fn supersede(&mut self, mut new: Submission) {
        let Some(versions) = &mut self.versions else {
            return;
        };
        for version in &mut *versions {
            if version.standing != Standing::Superseded {
                Arc::make_mut(version).standing = Standing::Superseded;
            }
        }
        new.piece = self.number;
        new.revision = versions.last().map_or(1, |last| last.revision + 1);
        if let (Some(known), Some(later)) = (&self.person, &new.person) {
            self.person = Some(known.restated(later));
            self.slot = slot(&self.item, key(self.person.as_ref()).as_deref());
        }
        self.current = current_version(&new);
        self.texts.push(self.current.text);
        versions.push(Arc::new(new));
    }

    /// The version that counts, to be given files.
    pub(super) fn newest_mut(&mut self) -> Option<&mut Submission> {
        let versions = self.versions.as_mut()?;
        let newest = versions
            .iter_mut()
            .find(|version| version.standing == Standing::Current)?;
        Some(Arc::make_mut(newest))
    }

    /// Says where the version that counts stands.
    pub(super) fn set_status(&mut self, status: SubmissionStatus) {
        self.current.status = status;
        if let Some(newest) = self.newest_mut() {
            newest.status = status;
        }
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        /// For a submission without its text, rather too much.
        const PART: usize = 1024;
        let versions = self.versions.iter().flatten();
        let texts: usize = versions.map(|version| PART + version.text.len()).sum();
        let title = self.current.title.as_deref().map_or(0, weight::text);
        let person = self.person.as_ref().map_or(0, weight::person);
        let keys = weight::PLACE + size_of_val(self.texts.as_slice()) + weight::text(self.item.as_str());
        size_of::<Self>() + weight::PLACE + keys + title + person + texts
    }
}

/// By what the chains of other pieces are passed over.
pub(super) fn slot(item: &ItemId, name_key: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (item.as_str(), name_key).hash(&mut hasher);
    hasher.finish()
}

/// Equal for two persons exactly when [`domain::text::is_same_name`] holds for their names.
pub(super) fn key(person: Option<&Person>) -> Option<String> {
    person.map(|person| name_key(&person.name))
}

fn current_version(version: &Submission) -> CurrentVersion {
    let origin = &version.source.origin;
    CurrentVersion {
        status: version.status,
        timeliness: version.timeliness,
        text: TextKey::of(&version.text),
        title: version.title.clone(),
        corrected: origin
            .corrected
            .then(|| (origin.fingerprint.clone(), origin.named.clone())),
    }
}
