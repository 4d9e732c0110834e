//! How one name is spelt in different languages.

/// `api_version` as `apiVersion`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut camel, part| {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn camel_case() {
        for (name, expected) in
            [("api_version", "apiVersion"), ("from_bucket_name", "fromBucketName"), ("id", "id"), ("", "")]
        {
            assert_eq!(super::camel_case(name), expected);
        }
    }
}
