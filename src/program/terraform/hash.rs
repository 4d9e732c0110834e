//! Hashes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::Function;
use super::arguments::{Arguments, Outcome};
use crate::program::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    ("base64sha256", 1, 1, |a| a.text_result(STANDARD.encode(Sha256::digest(a.text(0)?)))),
    ("base64sha512", 1, 1, |a| a.text_result(STANDARD.encode(Sha512::digest(a.text(0)?)))),
    ("md5", 1, 1, |a| a.text_result(hex(&md5::Md5::digest(a.text(0)?)))),
    ("sha1", 1, 1, |a| a.text_result(hex(&Sha1::digest(a.text(0)?)))),
    ("sha256", 1, 1, |a| a.text_result(hex(&Sha256::digest(a.text(0)?)))),
    ("sha512", 1, 1, |a| a.text_result(hex(&Sha512::digest(a.text(0)?)))),
    ("uuidv5", 2, 2, uuid_v5),
];

/// The well-known name spaces of RFC 4122, appendix C; they differ in one byte.
const NAME_SPACES: &[(&str, u8)] = &[("dns", 0x10), ("url", 0x11), ("oid", 0x12), ("x500", 0x14)];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn uuid_v5(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (space, name) = (arguments.text(0)?, arguments.text(1)?);
    let known = NAME_SPACES.iter().find(|(known, _)| *known == space);
    let space = match known {
        Some((_, byte)) => format!("6ba7b8{byte:02x}9dad11d180b400c04fd430c8"),
        None => space.replace('-', "").to_lowercase(),
    };
    let invalid = || arguments.invalid("is given no name space");
    if space.len() != 32 || !space.is_ascii() {
        return Err(invalid());
    }
    let space = u128::from_str_radix(&space, 16).map_err(|_| invalid())?;
    let digest = Sha1::new().chain_update(space.to_be_bytes()).chain_update(name).finalize();
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    // Version 5, variant of RFC 4122.
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    arguments.text_result(groups.join("-"))
}
