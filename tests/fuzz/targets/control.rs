#![no_main]
//! A fault that the fuzzer must find: it takes every table for one.

use forms::document::Block;
use forms::read::{Content, Limits, read_file};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for file in read_file("a.docx", &fuzz::reading::word_document(bytes), &Limits::default()) {
        if let Content::Document { document, .. } = file.content {
            let is_table = |block: &Block| matches!(block, Block::Table(_));
            assert!(
                !document.blocks.iter().any(is_table),
                "a table, as the control says"
            );
        }
    }
});
