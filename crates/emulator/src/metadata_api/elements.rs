//! The elements that each type's files may hold (metadata WSDL, version 63); others are refused as Salesforce does.

use roxmltree::Node;

/// The namespace of metadata files.
pub(super) const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

const CUSTOM_FIELD: &str = "fullName businessOwnerGroup businessOwnerUser businessStatus caseSensitive \
    complianceGroup customDataType defaultValue deleteConstraint deprecated description displayFormat encryptionScheme \
    escapeMarkup externalDeveloperName externalId fieldManageability formula formulaTreatBlanksAs inlineHelpText \
    isAIPredictionField isConvertLeadDisabled isFilteringDisabled isNameField isSortingDisabled label length \
    lookupFilter maskChar maskType metadataRelationshipControllingField populateExistingRows precision \
    referenceTargetField referenceTo relationshipLabel relationshipName relationshipOrder reparentableMasterDetail \
    required restrictedAdminField scale securityClassification startingNumber stripMarkup summarizedField \
    summaryFilterItems summaryForeignKey summaryOperation trackFeedHistory trackHistory trackTrending translateData \
    type unique valueSet visibleLines writeRequiresMasterRead";

const PERMISSION_SET: &str = "fullName applicationVisibilities classAccesses customMetadataTypeAccesses \
    customPermissions customSettingAccesses description emailRoutingAddressAccesses \
    externalCredentialPrincipalAccesses externalDataSourceAccesses fieldPermissions flowAccesses \
    hasActivationRequired label license objectPermissions pageAccesses recordTypeVisibilities tabSettings \
    userPermissions";

const GLOBAL_OAUTH: &str = "fullName callbackUrl certificate consumerKey consumerSecret externalClientApplication \
    idTokenConfig isClientCredentialsFlowEnabled isCodeCredFlowEnabled isCodeCredPostOnly isConsumerSecretOptional \
    isDeviceFlowEnabled isIntrospectAllTokens isNamedUserJwtEnabled isPkceRequired isRefreshTokenRotationEnabled \
    isSecretRequiredForRefreshToken isSecretRequiredForTokenExchange isTokenExchangeEnabled label \
    shouldRotateConsumerKey shouldRotateConsumerSecret";

const OAUTH_SETTINGS: &str = "fullName areAttributesIncludedInAssetToken areCustomPermsIncludedInAssetToken \
    assetTokenAudiences assetTokenSigningCertificate assetTokenValidity clientAssertionCertificate \
    commaSeparatedCustomScopes commaSeparatedOauthScopes customAttributes externalClientApplication \
    isFirstPartyAppEnabled label oauthLink singleLogoutUrl trustedIpRanges";

const OAUTH_POLICIES: &str = "fullName apexHandler clientCredentialsFlowUser commaSeparatedCustomScopes \
    commaSeparatedPermissionSet commaSeparatedProfile customAttributes executeHandlerAs externalClientApplication \
    guestJwtTimeout ipRelaxationPolicyType isClientCredentialsFlowEnabled isGuestCodeCredFlowEnabled \
    isNamedUserJwtEnabled isTokenExchangeFlowEnabled label namedUserJwtTimeout permittedUsersPolicyType policyAction \
    refreshTokenPolicyType refreshTokenValidityPeriod refreshTokenValidityUnit requiredSessionLevel \
    sessionTimeoutInMinutes singleLogoutUrl startUrl";

const POLICIES: &str = "fullName externalClientApplication isEnabled isMobilePluginEnabled \
    isNotificationPluginEnabled isOauthPluginEnabled isPushPluginEnabled isSamlPluginEnabled label startPage startUrl";

const CLIENT_APPLICATION: &str = "fullName contactEmail contactPhone description distributionState iconUrl infoUrl \
    isProtected label logoUrl managedType orgScopedExternalApp";

const CALL_CENTER: &str = "fullName adapterUrl contactCenterChannels customSettings displayName displayNameLabel \
    internalNameLabel sections vendorCallCenterStatusMaps version";

const CHANNEL_MEMBER: &str = "fullName enrichedFields eventChannel filterExpression selectedEntity";

const VALIDATION_RULE: &str = "fullName active description errorConditionFormula errorDisplayField errorMessage shouldEvaluateAsSystemMode";

/// The elements of a type, `None` if they are not checked.
fn of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "CustomField" => CUSTOM_FIELD,
        "PermissionSet" => PERMISSION_SET,
        "ExtlClntAppGlobalOauthSettings" => GLOBAL_OAUTH,
        "ExtlClntAppOauthSettings" => OAUTH_SETTINGS,
        "ExtlClntAppOauthConfigurablePolicies" => OAUTH_POLICIES,
        "ExtlClntAppConfigurablePolicies" => POLICIES,
        "ExternalClientApplication" => CLIENT_APPLICATION,
        "CallCenter" => CALL_CENTER,
        "PlatformEventChannelMember" => CHANNEL_MEMBER,
        "ValidationRule" => VALIDATION_RULE,
        _ => return None,
    })
}

/// Refuses an element that the type does not have.
pub(super) fn check(kind: &str, node: Node<'_, '_>) -> Result<(), String> {
    let Some(known) = of(kind) else { return Ok(()) };
    for element in node.children().filter(Node::is_element) {
        let name = element.tag_name().name();
        if !known.split_whitespace().any(|known| known == name) {
            let element = qualified(element);
            return Err(format!(
                "Error parsing file: Element {element} invalid at this location in type {kind}"
            ));
        }
    }
    Ok(())
}

/// An element's name as Salesforce prints it.
pub(super) fn qualified(node: Node<'_, '_>) -> String {
    let namespace = node.tag_name().namespace().unwrap_or(NAMESPACE);
    format!("{{{namespace}}}{}", node.tag_name().name())
}
