//! The words of a resource's names: what they say about its role, without what they say about its environment.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::catalog::table::rows;
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

const WORDS: &str = include_str!("../../grammars/aws/words.tsv");

/// What the words of the table mean; a word that means nothing has an empty meaning.
static MEANINGS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| rows::<2>(WORDS).map(|[word, meaning]| (word, meaning)).collect());

/// The words that tell a resource from others of its type, sorted. An ordinal (`1`, `a`, `[0]`) is `#1`.
pub(super) fn words(resource: &Resource) -> Vec<String> {
    let of_type = meanings(&resource.kind);
    let (place, name, key) = parts(&resource.address);
    let mut words = meanings(name);
    // Where a name says only what type it is, what it stands in tells more: `Orders/Policy`.
    if words.iter().all(|word| of_type.contains(word)) {
        words.extend(meanings(place.rsplit(['.', '/']).next().unwrap_or_default()));
    }
    if let Some(key) = key {
        words.extend(key.parse::<u32>().map_or_else(|_| meanings(key), |index| vec![format!("#{}", index + 1)]));
    }
    for text in names(resource) {
        words.extend(meanings(&text));
    }
    words.retain(|word| !of_type.contains(word));
    words.sort();
    words.dedup();
    words
}

/// The words of the modules or constructs that a resource stands in, sorted.
pub(super) fn place_words(resource: &Resource) -> Vec<String> {
    let of_type = meanings(&resource.declared_as);
    let mut words = meanings(parts(&resource.address).0);
    words.retain(|word| !of_type.contains(word) && word != "module");
    words.sort();
    words.dedup();
    words
}

/// The place, the name and the key in an address: `module.x.aws_sqs_queue`, `orders` and `eu` of
/// `module.x.aws_sqs_queue.orders["eu"]`.
fn parts(address: &str) -> (&str, &str, Option<&str>) {
    let (path, key) = match address.strip_suffix(']').and_then(|open| open.rsplit_once('[')) {
        Some((path, key)) => (path, Some(key.trim_matches('"'))),
        None => (address, None),
    };
    match path.rfind(['.', '/']) {
        Some(at) => (&path[..at], &path[at + 1..], key),
        None => ("", path, key),
    }
}

/// The known texts of the settings that name the resource: `TableName` of a table, `Name`, the tag `Name`.
fn names(resource: &Resource) -> Vec<String> {
    let type_name = resource.kind.rsplit([':', '/']).next().unwrap_or_default();
    let named = resource.properties.iter().filter(|(property, _)| is_name(type_name, property));
    let mut texts: Vec<String> = named.map(|(_, value)| known_text(value)).collect();
    if let Some(tag) = resource.property("Tags").and_then(|tags| tag(tags, "Name")) {
        texts.push(known_text(tag));
    }
    texts
}

/// Whether a property of a type is its name: `Name`, or `TableName`, `DBInstanceIdentifier` and the like, where what stands
/// before is the end of the type's own name.
pub(crate) fn is_name(type_name: &str, property: &str) -> bool {
    let of = ["Name", "Identifier", "Id"].iter().find_map(|suffix| property.strip_suffix(suffix));
    of.is_some_and(|of| property == "Name" || !of.is_empty() && type_name.to_lowercase().ends_with(&of.to_lowercase()))
}

/// The value of a tag, whether tags are a map or a list of keys and values.
pub(super) fn tag<'a>(tags: &'a Value, key: &str) -> Option<&'a Value> {
    match tags.as_list() {
        Some(list) => list.iter().find(|tag| tag.get("Key").and_then(Value::as_str) == Some(key))?.get("Value"),
        None => tags.get(key),
    }
}

/// What is known of a text; what is not known leaves a gap between words.
fn known_text(value: &Value) -> String {
    match &value.kind {
        Kind::Text(text) => text.to_string(),
        Kind::Join(parts) => parts.iter().map(|part| part.as_str().unwrap_or(" ")).collect(),
        Kind::OneOf(values) => values.first().map(known_text).unwrap_or_default(),
        _ => String::new(),
    }
}

/// What the words of a name mean, the meaningless ones left out.
fn meanings(name: &str) -> Vec<String> {
    let mut meanings = Vec::new();
    for word in split(name) {
        match word.as_bytes() {
            // `subnet_a`, `Subnet1`: the first of several.
            [letter @ b'a'..=b'f'] => meanings.push(format!("#{}", letter - b'a' + 1)),
            [digit @ b'1'..=b'9'] => meanings.push(format!("#{}", digit - b'0')),
            [_] => {}
            _ => {
                let stem = singular(&word);
                let meaning = MEANINGS.get(word.as_str()).or_else(|| MEANINGS.get(stem)).copied().unwrap_or(stem);
                meanings.extend(meaning.split_whitespace().map(str::to_owned));
            }
        }
    }
    meanings
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

/// The words of a name in lower case: `OrdersDLQ-eu1` is `orders`, `dlq`, `eu`, `1`.
pub(crate) fn split(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &character) in characters.iter().enumerate() {
        let previous = at.checked_sub(1).map(|before| characters[before]);
        let starts = character.is_uppercase()
            && (previous.is_some_and(|previous| previous.is_lowercase() || previous.is_ascii_digit())
                || previous.is_some_and(char::is_uppercase)
                    && characters.get(at + 1).is_some_and(|next| next.is_lowercase()));
        // `s3`, `k8s` and `v2` stay one word, `subnet1` is two.
        let ordinal = character.is_ascii_digit() && word.len() > 2 && word.chars().all(char::is_alphabetic);
        if (starts || ordinal || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::testing::resource;

    #[test]
    fn names_split_into_words() {
        let cases: &[(&str, &[&str])] = &[
            ("OrdersDLQ-eu1", &["orders", "dlq", "eu1"]),
            ("publicSubnet1", &["public", "subnet", "1"]),
            ("VPCEndpointS3", &["vpc", "endpoint", "s3"]),
            ("k8s_node-group", &["k8s", "node", "group"]),
            ("", &[]),
        ];
        for (name, expected) in cases {
            assert_eq!(split(name), *expected, "{name}");
        }
    }

    #[test]
    fn words_say_what_a_resource_is_for() {
        let cases: &[(&str, &str, &str, &[&str])] = &[
            (
                "AWS::SQS::Queue",
                "aws_sqs_queue.orders",
                r#"{"QueueName": "orders-dlq-prod"}"#,
                &["dead", "letter", "order"],
            ),
            ("AWS::EC2::Subnet", "aws_subnet.public[1]", "{}", &["#2", "public"]),
            (
                "AWS::EC2::Subnet",
                "PrivateSubnetB",
                r#"{"Tags": [{"Key": "Name", "Value": "app-b"}]}"#,
                &["#2", "application", "private"],
            ),
            ("AWS::Lambda::Function", "module.api.aws_lambda_function.this[\"webhook\"]", "{}", &["webhook"]),
            ("AWS::DynamoDB::Table", "DynamoDBTable", r#"{"TableName": "alerts-dev"}"#, &["alert"]),
            ("AWS::S3::BucketPolicy", "Stack/Uploads/Policy", "{}", &["upload"]),
        ];
        for (kind, address, properties, expected) in cases {
            assert_eq!(words(&resource(kind, address, properties)), *expected, "{address}");
        }
    }
}
