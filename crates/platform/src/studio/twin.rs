//! Whether a compressed file beside a file has its content.

use std::io::Read;

use flate2::read::GzDecoder;

use super::encoding::Encoding;

/// Whether `compressed` is `content`, compressed. Stops at the first difference, so that no file can
/// take more memory than its twin.
pub(super) fn is_of(encoding: Encoding, compressed: &[u8], content: &[u8]) -> bool {
    match encoding.name {
        "br" => is_read(
            brotli_decompressor::Decompressor::new(compressed, 4096),
            content,
        ),
        _ => is_read(GzDecoder::new(compressed), content),
    }
}

fn is_read(mut reader: impl Read, content: &[u8]) -> bool {
    let mut left = content;
    let mut part = [0; 16 * 1024];
    loop {
        match reader.read(&mut part) {
            Ok(0) => return left.is_empty(),
            Ok(length) => {
                let Some(rest) = part.get(..length).and_then(|read| left.strip_prefix(read)) else {
                    return false;
                };
                left = rest;
            }
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::super::encoding::ENCODINGS;
    use super::*;

    fn compressed(encoding: Encoding, content: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        if encoding.name == "br" {
            let mut writer = brotli::CompressorWriter::new(&mut bytes, 4096, 5, 22);
            writer.write_all(content).unwrap();
            drop(writer);
        } else {
            let mut writer = GzEncoder::new(&mut bytes, Compression::fast());
            writer.write_all(content).unwrap();
            writer.finish().unwrap();
        }
        bytes
    }

    proptest! {
        #[test]
        fn only_the_same_content(
            content in prop::collection::vec(any::<u8>(), 0..40_000),
            other in prop::collection::vec(any::<u8>(), 0..100),
            cut in any::<prop::sample::Index>(),
        ) {
            for encoding in ENCODINGS {
                let twin = compressed(encoding, &content);
                prop_assert!(is_of(encoding, &twin, &content));
                prop_assert_eq!(is_of(encoding, &twin, &other), content == other);
                let longer = [content.as_slice(), b"x"].concat();
                prop_assert!(!is_of(encoding, &twin, &longer));
                prop_assert!(!is_of(encoding, &compressed(encoding, &longer), &content));
                prop_assert!(!is_of(encoding, &twin[..cut.index(twin.len())], &content));
                prop_assert!(!is_of(encoding, b"no", &content));
            }
        }
    }
}
