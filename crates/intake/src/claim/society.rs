//! Which society an arrival is of. The form decides (its hidden code and the name written in it), then the letter of ours that is answered, then whoever is
//! registered, then names that stand in it.

use domain::directory::Identified;
use domain::finding::FindingCode;
use domain::grounds::SocietyGround;
use domain::ids::SocietyCode;
use domain::notice::Notice;
use domain::society::Society;
use domain::text::match_key;

use super::content::Content;
use super::trust::{self, sent_by_another};
use super::{Evidence, code, correspondence, foreign};

pub(super) enum Found<'a> {
    One(&'a SocietyCode),
    Unclear {
        code: FindingCode,
        suggestions: Vec<SocietyCode>,
    },
}

pub(super) fn identify<'a>(
    evidence: Evidence<'a>,
    notice: &Notice,
    content: &Content,
    ruled: Option<&'a SocietyCode>,
) -> Found<'a> {
    let uploaded = evidence
        .reading
        .upload
        .as_ref()
        .and_then(|upload| SocietyCode::parse(&upload.society).ok());
    let known = |code: &SocietyCode| evidence.directory.get(code);
    if let Some(society) = ruled.and_then(known) {
        return Found::One(&society.code);
    }
    let stated = content.form_societies.iter().chain(&content.stated_societies);
    let coded = code::societies(evidence, notice);
    if let Some(society) = uploaded.as_ref().and_then(known) {
        // The link says whose page it is. A form that is certainly another society's was uploaded in the wrong place.
        let stated = by_form(evidence, stated, &[society], &coded);
        return match stated {
            Some(Found::One(code)) if *code != society.code => unclear(
                FindingCode::SocietyConflict,
                [society].into_iter().chain(known(code)),
            ),
            _ => Found::One(&society.code),
        };
    }
    let registered = match sender_societies(evidence) {
        Ok(registered) => registered,
        Err(conflict) => return conflict,
    };
    match by_form(evidence, stated, &registered, &coded) {
        Some(Found::One(code)) if conflicts(code, &registered) => unclear(
            FindingCode::SocietyConflict,
            evidence.directory.get(code).into_iter().chain(registered),
        ),
        Some(Found::One(code)) => {
            match known(code).and_then(|own| foreign::beside_form(evidence, content, own)) {
                Some(societies) => unclear(FindingCode::SocietyConflict, societies),
                None => Found::One(code),
            }
        }
        Some(found) => found,
        None => by_sender(evidence, content, &registered),
    }
}

pub(super) fn conflicts(code: &SocietyCode, registered: &[&Society]) -> bool {
    !registered.is_empty() && registered.iter().all(|society| society.code != *code)
}

/// Societies that the sender speaks for: the one to which the letter of ours went that is answered, else those that
/// registered the address. A letter that went to one society and is answered by another one is a conflict.
fn sender_societies(evidence: Evidence<'_>) -> Result<Vec<&Society>, Found<'_>> {
    let is_authors = evidence.arrival.sender.is_some() && !sent_by_another(evidence);
    let registered = if is_authors {
        author_societies(evidence)
    } else {
        Vec::new()
    };
    let answered = evidence
        .thread
        .and_then(|letter| evidence.directory.get(&letter.society));
    match answered {
        None => Ok(registered),
        Some(society) if conflicts(&society.code, &registered) => Err(unclear(
            FindingCode::SocietyConflict,
            registered.into_iter().chain([society]),
        )),
        Some(society) => Ok(vec![society]),
    }
}

/// Societies that registered an address in `From`, of which there may be several; without one, that in `Reply-To`.
pub(super) fn author_societies(evidence: Evidence<'_>) -> Vec<&Society> {
    let mail = evidence.reading.mail.as_ref();
    let reply_to = || {
        mail.and_then(|mail| mail.reply_to.first())
            .map(|address| address.address.as_str())
    };
    let first = evidence.arrival.sender.as_deref().or_else(reply_to);
    let others = mail.into_iter().flat_map(|mail| mail.from.iter().skip(1));
    let addresses = first
        .into_iter()
        .chain(others.map(|address| address.address.as_str()));
    let mut societies: Vec<&Society> = Vec::new();
    for society in addresses.flat_map(|address| evidence.directory.registered(address)) {
        if societies.iter().all(|known| known.code != society.code) {
            societies.push(society);
        }
    }
    societies
}

/// The strongest sign by which an arrival is of the society at which it stands, whichever way it came to stand there.
pub(super) fn ground(
    evidence: Evidence<'_>,
    content: &Content,
    society: &SocietyCode,
    ruled: Option<&SocietyCode>,
) -> Option<SocietyGround> {
    let directory = evidence.directory;
    let states = |name: &String| match directory.identify(name) {
        Identified::Certain(stated) => stated.code == *society,
        Identified::Several(_) | Identified::Similar(_) | Identified::Unknown => false,
    };
    let names = |text: &str| directory.mentioned(text).iter().any(|one| one.code == *society);
    let registered = |sender: &str| {
        directory
            .registered(sender)
            .iter()
            .any(|one| one.code == *society)
    };
    let mail = evidence.reading.mail.as_ref();
    let signs: [(SocietyGround, &dyn Fn() -> bool); 10] = [
        (SocietyGround::Clerk, &|| ruled == Some(society)),
        (SocietyGround::Link, &|| evidence.reading.upload.is_some()),
        (SocietyGround::Code, &|| {
            let mut issued = evidence.issued.iter();
            issued.any(|form| form.society.as_ref() == Some(society))
        }),
        (SocietyGround::Form, &|| {
            let mut written = content.form_societies.iter().chain(&content.stated_societies);
            written.any(states)
        }),
        (SocietyGround::Thread, &|| {
            evidence.thread.is_some_and(|letter| letter.society == *society)
        }),
        (SocietyGround::Sender, &|| {
            evidence.arrival.sender.as_deref().is_some_and(registered)
        }),
        (SocietyGround::Subject, &|| names(&evidence.arrival.subject)),
        (SocietyGround::FileName, &|| {
            evidence.reading.parts.iter().any(|part| names(&part.file.name))
        }),
        (SocietyGround::Affiliation, &|| {
            content.found.iter().any(|found| {
                let person = found.piece.person.as_ref();
                let affiliation = person.and_then(|person| person.affiliation.as_deref());
                affiliation.is_some_and(names) || found.piece.title.as_deref().is_some_and(names)
            })
        }),
        (SocietyGround::Letter, &|| mail.is_some()),
    ];
    signs.iter().find(|(_, holds)| holds()).map(|(sign, _)| *sign)
}

/// What the hidden codes say, and the names that stand where a society's name is asked for. All must mean the same
/// one: a form that was made for one society and passed on to another bears both.
fn by_form<'a, 'n>(
    evidence: Evidence<'a>,
    names: impl Iterator<Item = &'n String>,
    registered: &[&'a Society],
    coded: &[&'a Society],
) -> Option<Found<'a>> {
    if coded.len() > 1 {
        return Some(unclear(FindingCode::SocietyConflict, coded.iter().copied()));
    }
    let mut certain: Option<&Society> = coded.first().copied();
    let mut doubtful: Option<Found<'a>> = None;
    for name in names {
        let identified = match (coded, registered) {
            ([own], _) | ([], [own]) if is_body_of(own, name) => Identified::Certain(own),
            _ => resolved(evidence.directory.identify(name), coded),
        };
        match identified {
            Identified::Certain(society) => match certain {
                Some(other) if other.code != society.code => {
                    return Some(unclear(FindingCode::SocietyConflict, [other, society]));
                }
                Some(_) | None => certain = Some(society),
            },
            Identified::Several(societies) | Identified::Similar(societies) => {
                doubtful = Some(unclear(FindingCode::AmbiguousSociety, societies));
            }
            Identified::Unknown => {
                let coded = coded.iter().copied();
                doubtful = doubtful.or(Some(unclear(FindingCode::UnknownSociety, coded)));
            }
        }
    }
    doubtful.or(certain.map(|society| Found::One(&society.code)))
}

/// A name that might be several societies', or is merely near to some, is that of the code when it is among them.
fn resolved<'a>(identified: Identified<'a>, coded: &[&'a Society]) -> Identified<'a> {
    let (Identified::Several(near) | Identified::Similar(near)) = &identified else {
        return identified;
    };
    let meant = coded
        .iter()
        .find(|coded| near.iter().any(|society| society.code == coded.code));
    meant.map_or(identified, |coded| Identified::Certain(coded))
}

/// True when a name is a society's full name with one of its own bodies behind it: 华夏光学学会学术部.
///
/// Only for what the society's own address sends or stands in its own form; from anybody else it stays a near name.
fn is_body_of(society: &Society, name: &str) -> bool {
    const BODIES: [&str; 6] = ["部", "处", "室", "党支部", "分会", "委员会"];
    let name = match_key(name);
    name.strip_prefix(&match_key(&society.name))
        .is_some_and(|rest| rest.chars().count() <= 12 && BODIES.iter().any(|body| rest.ends_with(body)))
}

fn by_sender<'a>(evidence: Evidence<'a>, content: &Content, registered: &[&'a Society]) -> Found<'a> {
    let mentioned = mentioned_outside_texts(evidence);
    let forwarded = forwarded_societies(evidence);
    if forwarded
        .iter()
        .any(|society| conflicts(&society.code, registered))
    {
        return unclear(
            FindingCode::SocietyConflict,
            registered.iter().copied().chain(forwarded),
        );
    }
    let others = foreign::spoken_for(evidence, registered);
    if !others.is_empty() {
        return unclear(
            FindingCode::SocietyConflict,
            registered.iter().copied().chain(others),
        );
    }
    // A file that bears another society's name alone is not the sender's, whatever the subject says.
    let mut files = evidence.reading.parts.iter().map(|part| part.file.name.as_str());
    let foreign = files.find_map(|name| foreign::bears_another(evidence, name, registered));
    if let Some(named) = foreign.or_else(|| foreign::signed_by_another(evidence, registered)) {
        return unclear(
            FindingCode::SocietyConflict,
            registered.iter().copied().chain(named),
        );
    }
    match (registered, mentioned.as_slice()) {
        ([one], []) => Found::One(&one.code),
        ([_, ..], [named]) if !conflicts(&named.code, registered) => Found::One(&named.code),
        ([_, ..], [named]) => unclear(
            FindingCode::SocietyConflict,
            registered.iter().copied().chain([*named]),
        ),
        ([one], several) if several.iter().any(|society| society.code == one.code) => Found::One(&one.code),
        ([], [named]) => Found::One(&named.code),
        ([], []) => by_texts(evidence, content),
        (_, several) => unclear(
            FindingCode::AmbiguousSociety,
            registered.iter().chain(several).copied(),
        ),
    }
}

/// Societies that registered the sender of a letter which was forwarded, as a file or below the words of whoever passes
/// it on.
fn forwarded_societies(evidence: Evidence<'_>) -> Vec<&Society> {
    let mail = evidence.reading.mail.iter();
    let nested = mail
        .clone()
        .flat_map(|mail| &mail.nested)
        .flat_map(|nested| &nested.from)
        .map(|from| from.address.clone());
    let passed_on = correspondence::passes_on(&evidence.arrival.subject);
    let quoted = mail.clone().filter(|_| passed_on).flat_map(mail::quoted_senders);
    let senders = nested.chain(quoted);
    let mut societies: Vec<&Society> = senders
        .flat_map(|address| evidence.directory.registered(&address))
        .collect();
    if societies.is_empty() {
        societies.extend(
            mail.filter(|_| passed_on)
                .flat_map(|mail| signed_below(evidence, mail)),
        );
    }
    societies
}

/// Societies that a letter names which somebody, but not the office, wrote and somebody else passed on; none when its
/// own name stands there too.
fn signed_below<'a>(evidence: Evidence<'a>, mail: &mail::ParsedMail) -> Vec<&'a Society> {
    let own = trust::own_addresses(evidence);
    let senders = mail::quoted_senders(mail);
    if senders.is_empty()
        || senders
            .iter()
            .any(|sender| own.iter().any(|own| own.eq_ignore_ascii_case(sender)))
    {
        return Vec::new();
    }
    let quoted: String = mail::quoted_text(mail).chars().take(WORDS_READ).collect();
    let named = evidence.directory.mentioned(&quoted);
    let registered = author_societies(evidence);
    let names_sender = named
        .iter()
        .any(|one| registered.iter().any(|known| known.code == one.code));
    if names_sender { Vec::new() } else { named }
}

/// Societies named in the subject and in file names.
fn mentioned_outside_texts(evidence: Evidence<'_>) -> Vec<&Society> {
    let names = evidence.reading.parts.iter().map(|part| part.file.name.as_str());
    all_mentioned(
        evidence,
        std::iter::once(evidence.arrival.subject.as_str()).chain(names),
    )
}

/// A letter names its society in its first words or in its signature; a text longer than this, in characters, is no
/// covering letter, and is not searched to its end.
pub(super) const WORDS_READ: usize = 20_000;

/// As much of a letter's own words.
pub(super) fn words_of_letter(evidence: Evidence<'_>) -> &str {
    let mail = evidence.reading.mail.as_ref();
    let words = mail.map(mail::visible_text).unwrap_or_default();
    beginning(words, WORDS_READ)
}

/// At most so many characters.
pub(super) fn beginning(text: &str, characters: usize) -> &str {
    // No text has more characters than bytes.
    if text.len() <= characters {
        return text;
    }
    let end = text.char_indices().nth(characters);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// The weaker evidence, each kind alone: the affiliations of the persons and the titles of the pieces, then the
/// sender's name and the words of the letter. Who wrote what somebody else passed on is only a suggestion.
fn by_texts<'a>(evidence: Evidence<'a>, content: &Content) -> Found<'a> {
    let persons = content
        .found
        .iter()
        .filter_map(|found| found.piece.person.as_ref());
    let affiliations: Vec<String> = persons
        .filter_map(|person| {
            person
                .affiliation
                .clone()
                .or_else(|| person.positions.first().cloned())
        })
        .collect();
    let titles = content
        .found
        .iter()
        .filter_map(|found| found.piece.title.as_deref());
    let mail = evidence.reading.mail.as_ref();
    let letter = words_of_letter(evidence);
    let sender = mail
        .and_then(|mail| mail.from.first())
        .map(|from| from.name.as_str())
        .unwrap_or_default();
    for societies in [
        all_mentioned(evidence, affiliations.iter().map(String::as_str).chain(titles)),
        all_mentioned(evidence, [letter, sender].into_iter()),
    ] {
        match societies.as_slice() {
            [] => {}
            [one] => return Found::One(&one.code),
            several => return unclear(FindingCode::AmbiguousSociety, several.iter().copied()),
        }
    }
    let passed_on: Vec<&Society> = forwarded_societies(evidence)
        .into_iter()
        .chain(author_societies(evidence))
        .collect();
    if passed_on.is_empty() {
        return unclear(FindingCode::UnknownSociety, []);
    }
    unclear(FindingCode::SentByAnother, passed_on)
}

fn all_mentioned<'a, 't>(evidence: Evidence<'a>, texts: impl Iterator<Item = &'t str>) -> Vec<&'a Society> {
    let mut found: Vec<&Society> = Vec::new();
    for society in texts.flat_map(|text| evidence.directory.mentioned(text)) {
        if found.iter().all(|known| known.code != society.code) {
            found.push(society);
        }
    }
    found
}

fn unclear<'a>(code: FindingCode, societies: impl IntoIterator<Item = &'a Society>) -> Found<'a> {
    let mut suggestions: Vec<SocietyCode> = Vec::new();
    for society in societies {
        if !suggestions.contains(&society.code) {
            suggestions.push(society.code.clone());
        }
    }
    Found::Unclear { code, suggestions }
}
