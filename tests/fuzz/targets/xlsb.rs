#![no_main]
// calamine may panic on damaged files and is caught by the reader; only what escapes the reader is a fault, while
// libFuzzer's own hook would end the process at once.

libfuzzer_sys::fuzz_target!(
    init: drop(std::panic::take_hook()),
    |bytes: &[u8]| fuzz::reading::xlsb(bytes)
);
