//! Kubernetes manifests: YAML and JSON documents with `apiVersion` and `kind`.
//!
//! A manifest's fields are the settings of what it declares, `apiVersion` and `kind` left out.

use std::sync::Arc;

use super::document::{elements, fields, get, literal, text};
use super::{Findings, Instance, Source, Vocabulary};
use crate::catalog::table;
use crate::program::form::{Expression, Program};
use crate::program::value::Map;
use crate::response::Role;
use crate::stack::{Declaration, Tool};

/// What looks like a manifest and is none.
const CLIENT_FILES: &str = include_str!("../../grammars/kubernetes/client_files.tsv");

/// Finds what the manifests of a response declare. Beside a program that deploys, a manifest without a path is an example of
/// what one could do with its cluster.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let mut findings = Findings::default();
    let files = || source.response.files.iter().zip(&source.programs);
    let beside_program = files().any(|(file, program)| {
        file.role == Role::Infrastructure && matches!(program, Program::Body(_) | Program::Module(_))
    });
    for (file, program) in files() {
        let Program::Documents(documents) = program else { continue };
        let counts = file.path.is_some() || !beside_program;
        if counts && matches!(file.role, Role::Infrastructure | Role::Configuration) {
            documents.iter().for_each(|document| read_manifest(document, &mut findings));
        }
    }
    findings
}

/// Reads a manifest, or each of a list of them.
fn read_manifest(document: &Expression, findings: &mut Findings) {
    let field = |name| get(document, name).and_then(text).map(|text| &**text);
    let (Some(version), Some(kind)) = (field("apiVersion"), field("kind")) else { return };
    if let Some(items) = get(document, "items").and_then(elements)
        && kind.ends_with("List")
    {
        items.into_iter().for_each(|item| read_manifest(item, findings));
        return;
    }
    let group = version.split('/').next().unwrap_or(version);
    let configures = |[own_group, own_kind]: [&str; 2]| own_group == group && (own_kind == "*" || own_kind == kind);
    if table::rows(CLIENT_FILES).any(configures) {
        return;
    }
    let declared_as: Arc<str> = format!("{version}/{kind}").into();
    let address = address(kind, document);
    findings.declarations.push(Declaration {
        declared_as: Arc::clone(&declared_as),
        address: Arc::clone(&address),
        count: Some(1),
        span: document.span,
        tool: Tool::Kubernetes,
    });
    findings.instances.push(Instance {
        declaration: findings.declarations.len() - 1,
        address,
        vocabulary: Vocabulary::Kubernetes,
        kind: declared_as,
        count: Some(1),
        conditional: false,
        implied_by: None,
        properties: settings(document),
        span: document.span,
    });
}

/// Kind, namespace (where one is given) and name.
fn address(kind: &str, document: &Expression) -> Arc<str> {
    let name = |key| get(get(document, "metadata")?, key).and_then(text).map(ToString::to_string);
    let own = name("name").or_else(|| name("generateName")).unwrap_or_default();
    [Some(kind.to_owned()), name("namespace"), Some(own)].into_iter().flatten().collect::<Vec<_>>().join("/").into()
}

fn settings(document: &Expression) -> Map {
    let settings = fields(document).into_iter().filter(|field| !matches!(&**field.name, "apiVersion" | "kind"));
    settings.map(|field| (Arc::clone(field.name), literal(field.value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::testing::source;
    use crate::program::json::plain_map;
    use crate::response::Language;

    const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  paused: null
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: LoadBalancer}
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [web.yaml]
";

    fn declared(files: &[(Option<&str>, Language, &str)]) -> Vec<(String, String)> {
        let (response, programs) = source(files);
        let found = read(&Source::new(&response, programs));
        let shown = |declaration: &Declaration| (declaration.declared_as.to_string(), declaration.address.to_string());
        found.declarations.iter().map(shown).collect()
    }

    #[test]
    fn manifests_are_declarations() {
        let expected = [("apps/v1/Deployment", "Deployment/shop/web"), ("v1/Service", "Service/web")]
            .map(|(a, b)| (a.into(), b.into()));
        assert_eq!(declared(&[(None, Language::Yaml, DEPLOYMENT)]), expected);
        assert_eq!(
            declared(&[(None, Language::Json, r#"{"kind": "Config", "apiVersion": "v1", "clusters": []}"#)]),
            []
        );
        assert_eq!(declared(&[(None, Language::Yaml, "kind: Namespace\nname: x\n")]), []);
    }

    #[test]
    fn examples_beside_a_program_declare_nothing() {
        let program = (Some("main.tf"), Language::Hcl, "resource \"aws_eks_cluster\" \"main\" {}\n");
        assert_eq!(declared(&[program, (None, Language::Yaml, DEPLOYMENT)]), []);
        assert_eq!(declared(&[program, (Some("k8s/web.yaml"), Language::Yaml, DEPLOYMENT)]).len(), 2);
    }

    #[test]
    fn fields_are_settings() {
        let (response, programs) = source(&[(None, Language::Yaml, DEPLOYMENT)]);
        let found = read(&Source::new(&response, programs));
        let settings = plain_map(&found.instances[0].properties).to_string();
        assert_eq!(settings, r#"{"metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2}}"#);
        assert_eq!(response.text(found.declarations[1].span).lines().next(), Some("apiVersion: v1"));
    }
}
