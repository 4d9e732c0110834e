//! Versions of the tools' libraries, as the package files of a response ask for them.

use super::markers;
use crate::response::{Response, Role};
use crate::source::Span;
use crate::stack::model::Version;

/// The versions that package files ask for, in order.
pub(super) fn versions(response: &Response) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    for (index, file) in (0..).zip(&response.files) {
        let Some(name) = file.path.as_deref().and_then(|path| path.rsplit('/').next()) else { continue };
        if file.role == Role::Test {
            continue;
        }
        let mut next = 0;
        for line in file.text.split_inclusive('\n') {
            let start = next;
            next += line.len() as u32;
            let Some((package, constraint)) = asked_for(name, line.trim()) else { continue };
            if markers::is_library(package) && versions.iter().all(|known| &*known.of != package) {
                let span = Span { file: index, start, end: start + line.trim_end().len() as u32 };
                versions.push(Version { of: package.into(), constraint: constraint.into(), span });
            }
        }
    }
    versions
}

/// The package that a line of a package file asks for, and in which version.
fn asked_for<'a>(file_name: &str, line: &'a str) -> Option<(&'a str, &'a str)> {
    let (package, constraint) = match file_name {
        // `"aws-cdk-lib": "^2.100.0",`
        "package.json" => line.split_once(':')?,
        // `pulumi = ">=3.0"`
        "Pipfile" | "pyproject.toml" => line.split_once('=')?,
        // `github.com/aws/aws-cdk-go/awscdk/v2 v2.100.0`
        "go.mod" => line.trim_start_matches("require ").split_once(' ')?,
        // `pulumi>=3.0.0,<4.0.0`
        _ if file_name.starts_with("requirements") && file_name.ends_with(".txt") => {
            line.split_at(line.find(['=', '<', '>', '~', '!'])?)
        }
        _ => return None,
    };
    let bare = |text: &'a str| text.trim().trim_end_matches(',').trim_matches(['"', '\'']);
    let (package, constraint) = (bare(package), bare(constraint));
    (!package.is_empty() && constraint.contains(|character: char| character.is_ascii_digit()))
        .then_some((package, constraint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_files_name_versions() {
        let files = [
            (
                "json package.json",
                "{\n  \"version\": \"1.0.0\",\n  \"dependencies\": {\n    \"aws-cdk-lib\": \"^2.100.0\",\n    \"left-pad\": \"1.0\"\n  }\n}",
                "aws-cdk-lib ^2.100.0",
            ),
            (
                "text requirements.txt",
                "# libraries\npulumi>=3.0.0,<4.0.0\npulumi-aws==6.1.0\nrequests==2.0",
                "pulumi >=3.0.0,<4.0.0; pulumi-aws ==6.1.0",
            ),
            (
                "text go.mod",
                "module app\n\nrequire github.com/aws/aws-cdk-go/awscdk/v2 v2.100.0\n",
                "github.com/aws/aws-cdk-go/awscdk/v2 v2.100.0",
            ),
            ("toml Pipfile", "[packages]\ncdktf = \"~=0.20\"\n", "cdktf ~=0.20"),
        ];
        for (info, text, expected) in files {
            let response = crate::response::read("answer.md", format!("```{info}\n{text}\n```\n").as_bytes());
            let found: Vec<_> =
                versions(&response).iter().map(|version| format!("{} {}", version.of, version.constraint)).collect();
            assert_eq!(found.join("; "), expected, "{info}");
        }
    }
}
