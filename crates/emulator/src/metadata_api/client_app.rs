//! External Client Apps: their four kinds of files become one client app that the OAuth endpoints know.

use roxmltree::Document;

use super::component::wrapped;
use super::kept::DeployedMetadata;
use crate::oauth::app::{ClientApp, Flow, RefreshTokenPolicy};
use crate::soap::xml;

/// The names of scopes in metadata, and in OAuth.
const SCOPES: [(&str, &str); 9] = [
    ("Api", "api"),
    ("RefreshToken", "refresh_token"),
    ("OfflineAccess", "refresh_token"),
    ("OpenID", "openid"),
    ("Profile", "profile"),
    ("Email", "email"),
    ("Basic", "id"),
    ("Full", "full"),
    ("Web", "web"),
];

/// The types whose files speak of an app by its name in `externalClientApplication`.
pub(super) const PARTS: [&str; 4] = [
    "ExtlClntAppGlobalOauthSettings",
    "ExtlClntAppOauthSettings",
    "ExtlClntAppOauthConfigurablePolicies",
    "ExtlClntAppConfigurablePolicies",
];

/// The client apps that were deployed. One without OAuth settings cannot be logged in with, and is left out.
pub(super) fn deployed(kept: &DeployedMetadata) -> Vec<ClientApp> {
    let apps = kept.of_kind("ExternalClientApplication");
    apps.filter_map(|app| client_app(kept, &app.name)).collect()
}

fn client_app(kept: &DeployedMetadata, name: &str) -> Option<ClientApp> {
    let global = part(kept, "ExtlClntAppGlobalOauthSettings", name)?;
    let settings = part(kept, "ExtlClntAppOauthSettings", name);
    let policies = part(kept, "ExtlClntAppOauthConfigurablePolicies", name);
    let consumer = kept.consumers.get(name)?;
    let says = |text: &Option<String>, element: &str| {
        text.as_ref().and_then(|text| read(text, element)).is_some_and(|value| value == "true")
    };
    let global = Some(global);
    let policy = |element: &str| policies.as_ref().and_then(|text| read(text, element));
    let mut flows = vec![Flow::AuthorizationCode, Flow::RefreshToken];
    let certificate = global.as_ref().and_then(|text| read(text, "certificate"));
    if certificate.is_some() {
        flows.push(Flow::JwtBearer);
    }
    // The app allows the flow, and its policies name the user on whose behalf it works.
    let run_as = policy("clientCredentialsFlowUser");
    let credentials = says(&global, "isClientCredentialsFlowEnabled")
        && says(&policies, "isClientCredentialsFlowEnabled");
    if credentials && run_as.is_some() {
        flows.push(Flow::ClientCredentials);
    }
    let chosen = policy("permittedUsersPolicyType");
    let by_admin = chosen.as_deref() == Some("AdminApprovedPreAuthorized");
    let permission_sets = by_admin.then(|| list(policy("commaSeparatedPermissionSet")));
    Some(ClientApp {
        client_id: consumer.key.clone(),
        client_secret: consumer.secret.clone(),
        name: kept
            .find("ExternalClientApplication", name)
            .and_then(|app| read(&app.xml, "label"))
            .unwrap_or_else(|| name.to_owned()),
        redirect_uris: callbacks(global.as_deref()),
        flows,
        scopes: scopes(settings.as_deref()),
        pkce_required: says(&global, "isPkceRequired"),
        secret_optional: says(&global, "isConsumerSecretOptional"),
        refresh_token_rotation: says(&global, "isRefreshTokenRotationEnabled"),
        run_as,
        jwt_public_key: certificate,
        permission_sets,
        jwt_needs_approval: !by_admin,
        refresh_secret_optional: says(&global, "isConsumerSecretOptional")
            || !says(&global, "isSecretRequiredForRefreshToken"),
        refresh_token_policy: refresh_policy(policies.as_deref()),
        session_minutes: policy("sessionTimeoutInMinutes").and_then(|text| text.parse().ok()),
        ip_relaxed: policy("ipRelaxationPolicyType").is_some_and(|text| text == "Bypass"),
        ..ClientApp::default()
    })
}

/// The XML of a part of an app.
fn part(kept: &DeployedMetadata, kind: &str, app: &str) -> Option<String> {
    kept.of_kind(kind)
        .find(|part| read(&part.xml, "externalClientApplication").as_deref() == Some(app))
        .map(|part| part.xml.clone())
}

/// The text of an element, `None` if it is empty or missing.
pub(super) fn read(inner: &str, element: &str) -> Option<String> {
    let text = wrapped(inner);
    let document: Document<'_> = xml::parse(&text).ok()?;
    xml::text(document.root_element(), element).filter(|text| !text.is_empty())
}

/// How long refresh tokens are good; lengths are in hours, days or months.
fn refresh_policy(policies: Option<&str>) -> RefreshTokenPolicy {
    let says = |element: &str| policies.and_then(|text| read(text, element)).unwrap_or_default();
    let unit = match says("refreshTokenValidityUnit").as_str() {
        "Days" => 24,
        "Months" => 24 * 30,
        _ => 1,
    };
    let hours = says("refreshTokenValidityPeriod").parse::<u32>().unwrap_or(0).saturating_mul(unit);
    match says("refreshTokenPolicyType").as_str() {
        "Zero" => RefreshTokenPolicy::Zero,
        "SpecificLifetime" => RefreshTokenPolicy::SpecificLifetime(hours),
        "SpecificInactivity" => RefreshTokenPolicy::SpecificInactivity(hours),
        _ => RefreshTokenPolicy::Infinite,
    }
}

fn list(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn callbacks(global: Option<&str>) -> Vec<String> {
    let text = global.and_then(|text| read(text, "callbackUrl")).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn scopes(settings: Option<&str>) -> Vec<String> {
    let names = list(settings.and_then(|text| read(text, "commaSeparatedOauthScopes")));
    let known = |name: &String| {
        SCOPES.iter().find(|(known, _)| known == name).map(|(_, scope)| (*scope).to_owned())
    };
    names.iter().filter_map(known).collect()
}

/// Refuses settings that Salesforce would refuse.
pub(super) fn check(
    kind: &str,
    inner: &str,
    app_exists: impl Fn(&str) -> bool,
) -> Result<(), String> {
    if !PARTS.contains(&kind) {
        return Ok(());
    }
    let app = read(inner, "externalClientApplication")
        .ok_or("Required field is missing: externalClientApplication")?;
    if !app_exists(&app) {
        return Err(format!(
            "In field: externalClientApplication - no ExternalClientApplication named {app} found"
        ));
    }
    if kind == "ExtlClntAppOauthSettings" {
        for name in list(read(inner, "commaSeparatedOauthScopes")) {
            if !SCOPES.iter().any(|(known, _)| *known == name) {
                return Err(format!("The OAuth scope {name} is not valid"));
            }
        }
    }
    for (element, values) in [
        ("permittedUsersPolicyType", ["AllSelfAuthorized", "AdminApprovedPreAuthorized", "", ""]),
        ("refreshTokenPolicyType", ["Infinite", "SpecificLifetime", "SpecificInactivity", "Zero"]),
    ] {
        if let Some(value) = read(inner, element).filter(|value| !values.contains(&value.as_str()))
        {
            let mut name = element.to_owned();
            name.get_mut(..1).map(str::make_ascii_uppercase);
            return Err(format!(
                "Error parsing file: '{value}' is not a valid value for the enum '{name}'"
            ));
        }
    }
    Ok(())
}

/// The consumer key that an app's file asks for.
pub(super) fn consumer_key(kept: &DeployedMetadata, app: &str) -> Option<String> {
    read(&part(kept, "ExtlClntAppGlobalOauthSettings", app)?, "consumerKey")
}
