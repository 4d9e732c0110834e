//! Providers: which one a resource has, the regions that they deploy to, the tags that they add.

use super::calls::{Role, settings};
use super::values::Values;
use crate::catalog::schema;
use crate::dialect::Findings;
use crate::dialect::terraform::with_default_tags;
use crate::program::evaluator::{Call, root};
use crate::program::value::{CallId, Kind, Map, Value};

/// How deep constructs may stand in one another. Chosen because real ones reach 5.
const DEEPEST: usize = 50;

/// The providers of a program.
pub(super) struct Providers<'a> {
    list: Vec<Provider<'a>>,
}

/// One provider that a program configures.
struct Provider<'a> {
    id: CallId,
    call: &'a Call,
    package: String,
    alias: Option<String>,
    settings: Map,
}

impl<'a> Providers<'a> {
    pub(super) fn new(values: &Values<'a>) -> Self {
        let provider = |(id, call, role): (CallId, &'a Call, &Role)| {
            let Role::Provider(package) = role else { return None };
            let settings = settings(call);
            let alias = settings.get("alias").and_then(|alias| values.resolved(alias).as_text());
            Some(Provider { id, call, package: package.clone(), alias, settings })
        };
        Self { list: values.calls.iter().filter_map(provider).collect() }
    }

    /// Says in the settings of a resource which provider it is given, and adds the tags that its provider has for everything.
    pub(super) fn apply(
        &self,
        call: &Call,
        given: Option<&Value>,
        kind: &str,
        values: &Values<'_>,
        properties: &mut Map,
    ) {
        let stated = given.and_then(|given| self.stated(given, values));
        if let (Some(given), Some(provider)) = (given, stated) {
            let name = match &provider.alias {
                Some(alias) => format!("{}.{alias}", provider.package),
                None => provider.package.clone(),
            };
            properties.insert("provider".into(), Value::text(name, given.span));
        }
        let Some(provider) = stated.or_else(|| self.default_of(call, kind, values)) else { return };
        let takes_tags = schema::terraform(kind).is_some_and(|object| object.member("tags").is_some());
        let blocks = ["defaultTags", "default_tags"].iter().find_map(|name| provider.settings.get(*name));
        let block = match blocks.map(|blocks| &blocks.kind) {
            Some(Kind::List(blocks)) => blocks.first(),
            Some(_) => blocks,
            None => None,
        };
        if let Some(tags) = block.and_then(|block| block.get("tags")).filter(|_| takes_tags) {
            with_default_tags(properties, &values.resolved(tags));
        }
    }

    /// The provider that a resource names.
    fn stated(&self, given: &Value, values: &Values<'_>) -> Option<&Provider<'a>> {
        match &given.kind {
            Kind::Symbol(symbol) => {
                let id = root(symbol)?;
                self.list.iter().find(|provider| provider.id == id)
            }
            // `${aws.west}`, or the name alone.
            _ => {
                let name = values.resolved(given).as_text()?;
                let name = name.trim_start_matches("${").trim_end_matches('}');
                let (package, alias) = name.split_once('.')?;
                self.list
                    .iter()
                    .find(|provider| provider.package == package && provider.alias.as_deref() == Some(alias))
            }
        }
    }

    /// The provider without an alias that stands in a construct around a resource.
    fn default_of(&self, call: &Call, kind: &str, values: &Values<'_>) -> Option<&Provider<'a>> {
        let package = kind.split('_').next()?;
        let scope_of = |call: &Call| match call.argument(0, "scope").map(|scope| &scope.kind) {
            Some(Kind::Symbol(symbol)) => root(symbol),
            _ => None,
        };
        let mut around = scope_of(call);
        for _ in 0..DEEPEST {
            let scope = around?;
            let serves = |provider: &&Provider<'a>| {
                provider.package == package && provider.alias.is_none() && scope_of(provider.call) == Some(scope)
            };
            if let Some(found) = self.list.iter().find(serves) {
                return Some(found);
            }
            around = values.calls.trace.call(scope).and_then(scope_of);
        }
        None
    }

    /// Adds the regions that providers deploy to. The default provider leads, wherever it stands.
    pub(super) fn regions(&self, values: &Values<'_>, findings: &mut Findings) {
        let (default, aliased): (Vec<_>, Vec<_>) = self.list.iter().partition(|provider| provider.alias.is_none());
        for provider in default.into_iter().chain(aliased) {
            if let Some(region) = provider.settings.get("region") {
                let region = values.resolved(region);
                let source = match &provider.alias {
                    Some(alias) => format!("the provider {alias}"),
                    None => "the provider".to_owned(),
                };
                findings.add_region(&region, &source, region.span.unwrap_or(provider.call.span));
            }
        }
    }
}
