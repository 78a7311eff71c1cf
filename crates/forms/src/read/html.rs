//! HTML → blocks. Works on tokens, not on a tree: the tree rules of HTML cost quadratic time on hostile nesting.

mod builder;
mod tags;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use self::builder::Builder;
use crate::document::Document;

/// Body of a mail, or a web page saved as a document: what a person sees of it.
pub fn html(text: &str) -> Document {
    with_pictures(text).0
}

/// The same, with the sources of the pictures that it shows and the lines of text that stand before each of them.
pub(super) fn with_pictures(text: &str) -> (Document, Vec<(String, u32)>) {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.builder.into_inner().finish()
}

#[derive(Default)]
struct Sink {
    builder: RefCell<Builder>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.builder.borrow_mut();
        match token {
            Token::TagToken(tag) => return tag_seen(&mut builder, &tag),
            Token::CharacterTokens(text) => builder.text(&text),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

fn tag_seen(builder: &mut Builder, tag: &Tag) -> TokenSinkResult<()> {
    match tag.kind {
        TagKind::StartTag => builder.open(tag),
        TagKind::EndTag => builder.close(&tag.name),
    }
    let raw = match (tag.kind, &*tag.name) {
        (TagKind::StartTag, "script") => RawKind::ScriptData,
        (TagKind::StartTag, "style" | "xmp" | "iframe" | "noembed" | "noframes") => RawKind::Rawtext,
        (TagKind::StartTag, "title" | "textarea") => RawKind::Rcdata,
        _ => return TokenSinkResult::Continue,
    };
    TokenSinkResult::RawData(raw)
}
