//! People's text files, in whatever encoding their programs have written.

/// How a file's characters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// With or without a byte-order mark.
    Utf8,
    /// Excel's “Unicode Text”.
    Utf16LittleEndian,
    /// The same in the other order.
    Utf16BigEndian,
    /// What Excel calls CSV in western Europe and America.
    Windows1252,
}

impl Encoding {
    /// Finds out: by the byte-order mark; else by the zeros that UTF-16 has beside Latin letters;
    /// else UTF-8, if it is valid. Anything else is taken for Windows-1252, which any sequence of
    /// bytes can be.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => return Self::Utf8,
            [0xff, 0xfe, ..] => return Self::Utf16LittleEndian,
            [0xfe, 0xff, ..] => return Self::Utf16BigEndian,
            _ => {}
        }
        let zeros = |odd: usize| {
            let every_other = bytes.iter().skip(odd).step_by(2);
            every_other.filter(|byte| **byte == 0).count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        let most = bytes.len() / 4;
        if bytes.len() >= 4 && bytes.len().is_multiple_of(2) && (even > most || odd > most) {
            return if odd > even {
                Self::Utf16LittleEndian
            } else {
                Self::Utf16BigEndian
            };
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Self::Utf8,
            Err(_) => Self::Windows1252,
        }
    }

    /// The name by which browsers know it (WHATWG, *Encoding*).
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16LittleEndian => "utf-16le",
            Self::Utf16BigEndian => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// What to say to people, who may have meant another; `None` for UTF-8.
    pub fn assumption(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf16LittleEndian | Self::Utf16BigEndian => Some("UTF-16"),
            Self::Windows1252 => Some("Windows-1252, because it is not UTF-8"),
        }
    }
}

/// How a file was read, where that was not plain: “Read as UTF-16, separated by tabs.”
pub fn read_as(encoding: Encoding, separator: char) -> Option<String> {
    let separated = match separator {
        ',' => None,
        ';' => Some("separated by semicolons".to_owned()),
        '\t' => Some("separated by tabs".to_owned()),
        other => Some(format!("separated by “{other}”")),
    };
    let parts: Vec<String> = encoding
        .assumption()
        .map(|encoding| format!("as {encoding}"))
        .into_iter()
        .chain(separated)
        .collect();
    (!parts.is_empty()).then(|| format!("Read {}.", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utf_16(text: &str, mark: bool, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(order)
            .collect()
    }

    #[test]
    fn what_spreadsheets_write_is_told_apart() {
        let text = "workspace\tprincipal\r\nml\tj\u{f6}rg@x.org\r\n";
        for (bytes, expected) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
            (
                utf_16(text, true, u16::to_le_bytes),
                Encoding::Utf16LittleEndian,
            ),
            (
                utf_16(text, true, u16::to_be_bytes),
                Encoding::Utf16BigEndian,
            ),
            (
                utf_16(text, false, u16::to_le_bytes),
                Encoding::Utf16LittleEndian,
            ),
            (
                utf_16(text, false, u16::to_be_bytes),
                Encoding::Utf16BigEndian,
            ),
            (
                b"principal\r\nj\xf6rg@x.org".to_vec(),
                Encoding::Windows1252,
            ),
            (b"price \x80 5".to_vec(), Encoding::Windows1252),
            (Vec::new(), Encoding::Utf8),
        ] {
            let found = Encoding::of(&bytes);
            assert_eq!(found, expected, "{bytes:?}");
            let decoder = encoding_rs::Encoding::for_label(found.label().as_bytes()).unwrap();
            let (decoded, _, faulty) = decoder.decode(&bytes);
            assert!(!faulty && !decoded.contains('\0'), "{decoded:?}");
            if bytes.len() > 30 {
                assert_eq!(decoded, text);
            }
        }
    }

    #[test]
    fn what_was_assumed_is_told() {
        assert_eq!(read_as(Encoding::Utf8, ','), None);
        assert_eq!(
            read_as(Encoding::Utf16LittleEndian, '\t').unwrap(),
            "Read as UTF-16, separated by tabs."
        );
        assert_eq!(
            read_as(Encoding::Windows1252, ';').unwrap(),
            "Read as Windows-1252, because it is not UTF-8, separated by semicolons."
        );
        assert_eq!(
            read_as(Encoding::Utf8, ';').unwrap(),
            "Read separated by semicolons."
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(bytes in any::<Vec<u8>>()) {
            let _ = Encoding::of(&bytes);
        }

        #[test]
        fn marked_text_is_read_as_it_was_written(text in any::<String>(), little in any::<bool>()) {
            let order = if little { u16::to_le_bytes } else { u16::to_be_bytes };
            let bytes = utf_16(&text, true, order);
            let label = Encoding::of(&bytes).label();
            let decoder = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            prop_assert_eq!(decoder.decode(&bytes).0, text);
        }
    }
}
