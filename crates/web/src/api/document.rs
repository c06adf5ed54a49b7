//! The OpenAPI document: what the endpoints say of themselves, and what is true of all of them.

use language::{Language, say};
use serde_json::json;
use utoipa::ToSchema as _;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder};
use utoipa::openapi::security::{SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr};

use super::endpoint::Endpoint;
use super::fault::{PROBLEM_JSON, Problem};
use crate::access::{Capability, Scope};
use crate::route::Need;

/// The security schemes by their names in the document.
const BEARER: &str = "key";
const SESSION: &str = "session";

/// The document of `endpoints` with summaries in `language`; `session` is the name of the session's cookie.
pub(super) fn document(endpoints: Vec<Endpoint>, language: Language, session: &str) -> OpenApi {
    let (mut paths, mut schemas) = (Paths::new(), vec![]);
    <Problem as utoipa::ToSchema>::schemas(&mut schemas);
    schemas.push((Problem::name().into_owned(), <Problem as utoipa::PartialSchema>::schema()));
    for endpoint in endpoints {
        let method = endpoint.method();
        let path = endpoint.route.path;
        let operation = told(path, endpoint.operation, endpoint.route.need, language);
        paths.add_path_operation(path, vec![method], operation);
        schemas.extend(endpoint.schemas);
    }
    let mut components = ComponentsBuilder::new();
    for (name, schema) in schemas {
        components = components.schema(name, schema);
    }
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key; an owner makes keys under Users."))
        .build();
    let cookie = ApiKeyValue::with_description(session, "The session of the console.");
    let components = components
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let info = InfoBuilder::new()
        .title("Ringledger")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(say(language, "api-about")));
    OpenApiBuilder::new()
        .info(info.build())
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

/// The operation with what every endpoint has: a summary, who may, and problems.
fn told(path: &str, mut operation: Operation, need: Need, language: Language) -> Operation {
    let id = operation.operation_id.clone().unwrap_or_default();
    let comment = operation.summary.take();
    let texts: Vec<String> = comment.into_iter().chain(operation.description.take()).collect();
    operation.description = Some(texts.join("\n\n")).filter(|text| !text.is_empty());
    operation.summary = Some(say(language, &format!("api-do-{}", id.replace('_', "-"))));
    operation.security = Some(security(need));
    let (capability, scopes) = needs(need);
    let extensions = ExtensionsBuilder::new()
        .add("x-capability", json!(capability))
        .add("x-scopes", json!(scopes))
        .build();
    operation.extensions.get_or_insert_default().merge(extensions);
    for status in problems(path, need, &operation) {
        let answer = ResponseBuilder::new()
            .description(say(language, "api-problem"))
            .content(
                PROBLEM_JSON,
                ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build(),
            )
            .build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(answer));
    }
    operation
}

/// The statuses with which an endpoint may refuse, besides those that it names itself.
fn problems(path: &str, need: Need, operation: &Operation) -> Vec<&'static str> {
    let body = operation.request_body.is_some();
    let given = body || operation.parameters.is_some();
    let all = [
        ("400", given),
        ("401", need != Need::Nobody),
        ("403", need != Need::Nobody),
        ("404", path.contains('{')),
        ("408", body),
        ("413", body),
        ("415", body),
        ("503", true),
    ];
    all.into_iter().filter(|(_, may)| *may).map(|(status, _)| status).collect()
}

fn security(need: Need) -> Vec<SecurityRequirement> {
    if need == Need::Nobody {
        return vec![SecurityRequirement::default()];
    }
    let (_, scopes) = needs(need);
    vec![
        SecurityRequirement::new(BEARER, scopes),
        SecurityRequirement::new::<&str, [&str; 0], &str>(SESSION, []),
    ]
}

/// The capability that is asked for, and the scopes of a key of which any gives it.
pub(super) fn needs(need: Need) -> (Option<&'static str>, Vec<&'static str>) {
    let Need::May(capability) = need else { return (None, vec![]) };
    let giving = Scope::ALL.into_iter().filter(|scope| scope.gives(capability));
    (Some(name(capability)), giving.map(Scope::name).collect())
}

pub(super) fn name(capability: Capability) -> &'static str {
    match capability {
        Capability::ManageAccess => "manage_access",
        Capability::Configure => "configure",
        Capability::ReadSettings => "read_settings",
        Capability::SeeCalls => "see_calls",
        Capability::SeePersonal => "see_personal",
        Capability::SeeErrors => "see_errors",
        Capability::EditCalls => "edit_calls",
        Capability::Retry => "retry",
        Capability::Export => "export",
        Capability::Erase => "erase",
        Capability::ReadAudit => "read_audit",
    }
}
