//! The SOAP endpoints through the router, as a client sees them.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tower::ServiceExt as _;

use super::xml;
use crate::oauth::policy::IpRange;
use crate::org::{Org, OrgOptions};

const NOW: i64 = 1_730_962_800_000;

struct Client {
    org: Org,
    router: Router,
    session: String,
}

impl Client {
    fn new() -> Self {
        let org = Org::new(OrgOptions::new(Arc::new(|| NOW), 1)).unwrap();
        let session = org.sessions().issue(&org.administrator().user_id, None, NOW);
        Self { router: super::routes(org.clone()), org, session }
    }

    /// The session of a Standard User.
    fn session_of_somebody(&self) -> String {
        let user = serde_json::json!({
            "Username": "kei@example.com", "LastName": "Kei", "Email": "kei@example.com", "Alias": "kei",
        });
        let ids = self.org.load("User", vec![user.as_object().unwrap().clone()]).unwrap();
        self.org.sessions().issue(&ids[0], None, NOW)
    }

    async fn post(&self, path: &str, body: String) -> (u16, String) {
        let request = Request::post(path).header("host", "localhost:8090").body(Body::from(body));
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn call(&self, api: &str, operation: &str) -> (u16, String) {
        self.call_with(api, "", operation).await
    }

    async fn call_with(&self, api: &str, header: &str, operation: &str) -> (u16, String) {
        let body = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header><SessionHeader><sessionId>{}\
             </sessionId></SessionHeader>{header}</e:Header><e:Body>{operation}</e:Body></e:Envelope>",
            self.session
        );
        self.post(&format!("/services/Soap/{api}/66.0"), body).await
    }
}

/// The text of the first element with a name.
fn first(reply: &str, name: &str) -> Option<String> {
    let document = xml::parse(reply).unwrap();
    let node = document.descendants().find(|node| node.tag_name().name() == name)?;
    Some(xml::content(node))
}

#[tokio::test]
async fn login_gives_a_session_that_works() {
    let client = Client::new();
    let login = |username: &str| {
        format!("<login><username>{username}</username><password>any</password></login>")
    };
    let (status, reply) = client.call("u", &login("nobody@example.com")).await;
    assert_eq!(status, 500);
    assert_eq!(first(&reply, "faultcode").unwrap(), "sf:INVALID_LOGIN");
    let (status, reply) = client.call("u", &login("admin@ringledger.example.com")).await;
    assert_eq!(status, 200, "{reply}");
    assert!(
        first(&reply, "serverUrl")
            .unwrap()
            .starts_with("http://localhost:8090/services/Soap/u/66.0/00D")
    );
    let session = first(&reply, "sessionId").unwrap();
    let client = Client { session, ..client };
    let (status, reply) = client.call("u", "<getUserInfo/>").await;
    assert_eq!(status, 200);
    assert_eq!(first(&reply, "userName").unwrap(), "admin@ringledger.example.com");
    let (status, _) = client.call("u", "<logout/>").await;
    assert_eq!(status, 200);
    let (status, reply) = client.call("u", "<getUserInfo/>").await;
    assert_eq!(status, 500);
    assert_eq!(first(&reply, "faultcode").unwrap(), "sf:INVALID_SESSION_ID");
}

#[tokio::test]
async fn records_are_written_and_queried() {
    let client = Client::new();
    let create = "<create><sObjects><type>Contact</type><LastName>O&apos;Neil &amp; Co</LastName></sObjects><sObjects>\
        <type>Contact</type><FirstName>Nameless</FirstName></sObjects></create>";
    let (status, reply) = client.call("u", create).await;
    assert_eq!(status, 200, "{reply}");
    let id = first(&reply, "id").unwrap();
    assert!(id.starts_with("003"));
    assert!(reply.contains("<statusCode>REQUIRED_FIELD_MISSING</statusCode>"), "{reply}");
    let update = format!(
        "<update><sObjects><type>Contact</type><Id>{id}</Id><Phone>020 7946 0001</Phone></sObjects></update>"
    );
    let (_, reply) = client.call("u", &update).await;
    assert_eq!(first(&reply, "success").unwrap(), "true", "{reply}");
    let query = "<query><queryString>SELECT Id, LastName, Phone, Account.Name FROM Contact</queryString></query>";
    let (status, reply) = client.call("u", query).await;
    assert_eq!(status, 200, "{reply}");
    assert_eq!(first(&reply, "LastName").unwrap(), "O'Neil & Co");
    assert_eq!(first(&reply, "Phone").unwrap(), "020 7946 0001");
    assert_eq!(first(&reply, "size").unwrap(), "1");
    let (status, reply) =
        client.call("u", "<query><queryString>SELECT FROM</queryString></query>").await;
    assert_eq!(status, 500);
    assert_eq!(first(&reply, "faultcode").unwrap(), "sf:MALFORMED_QUERY");
    let (_, reply) = client.call("u", &format!("<delete><ids>{id}</ids></delete>")).await;
    assert_eq!(first(&reply, "success").unwrap(), "true", "{reply}");
    let upsert = "<upsert><externalIDFieldName>Ringledger_Call_Id__c</externalIDFieldName><sObjects><type>Task</type>\
        <Subject>Call</Subject><Ringledger_Call_Id__c>main:1</Ringledger_Call_Id__c></sObjects></upsert>";
    for created in ["true", "false"] {
        let (_, reply) = client.call("u", upsert).await;
        assert_eq!(first(&reply, "created").unwrap(), created, "{reply}");
    }
}

#[tokio::test]
async fn a_deployment_is_reported_in_soap() {
    let client = Client::new();
    let (status, reply) = client.call("m", "<deploy><ZipFile>bm8gemlw</ZipFile></deploy>").await;
    assert_eq!(status, 200, "{reply}");
    let id = first(&reply, "id").unwrap();
    assert!(id.starts_with("0Af"));
    let check =
        format!("<checkDeployStatus><asyncProcessId>{id}</asyncProcessId></checkDeployStatus>");
    let (_, reply) = client.call("m", &check).await;
    assert_eq!(first(&reply, "status").unwrap(), "Failed");
    assert!(first(&reply, "errorMessage").unwrap().contains("zip"));
    let (status, reply) = client
        .call("m", "<checkDeployStatus><asyncProcessId>0Af</asyncProcessId></checkDeployStatus>")
        .await;
    assert_eq!(status, 500);
    assert_eq!(first(&reply, "faultcode").unwrap(), "sf:INVALID_CROSS_REFERENCE_KEY");
}

#[tokio::test]
async fn metadata_is_listed_described_and_retrieved() {
    let client = Client::new();
    let (_, reply) = client
        .call("m", "<listMetadata><queries><type>CustomField</type></queries></listMetadata>")
        .await;
    assert_eq!(first(&reply, "fullName").unwrap(), "Activity.Ringledger_Call_Id__c");
    let (_, reply) = client
        .call("m", "<describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata>")
        .await;
    assert!(reply.contains("<xmlName>PermissionSet</xmlName>"));
    let retrieve = "<retrieve><retrieveRequest><apiVersion>66.0</apiVersion><unpackaged><types><members>Contact</members>\
        <name>CustomObject</name></types></unpackaged></retrieveRequest></retrieve>";
    let (status, reply) = client.call("m", retrieve).await;
    assert_eq!(status, 200, "{reply}");
    let id = first(&reply, "id").unwrap();
    let check =
        format!("<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId></checkRetrieveStatus>");
    let (_, reply) = client.call("m", &check).await;
    let zip = STANDARD.decode(first(&reply, "zipFile").unwrap()).unwrap();
    assert_eq!(&zip[..2], b"PK");
    assert!(reply.contains("<fileName>unpackaged/objects/Contact.object</fileName>"), "{reply}");
}

#[tokio::test]
async fn messages_that_cannot_be_read_are_faults() {
    let client = Client::new();
    for body in
        ["", "no xml", "<a/>", "<Envelope/>", "<Envelope><Body/></Envelope>", "<!DOCTYPE a><a/>"]
    {
        let (status, reply) = client.post("/services/Soap/u/66.0", body.to_owned()).await;
        assert_eq!(status, 500, "{body}");
        assert_eq!(first(&reply, "faultcode").unwrap(), "soapenv:Client", "{body}");
    }
    let (status, reply) = client.call("u", "<fly/>").await;
    assert_eq!((status, first(&reply, "faultcode").unwrap().as_str()), (500, "soapenv:Client"));
    let (status, _) = client.post("/services/Soap/x/66.0", String::new()).await;
    assert_eq!(status, 404);
    let (status, reply) = client
        .post("/services/Soap/u/12.0", "<Envelope><Body><query/></Body></Envelope>".to_owned())
        .await;
    assert_eq!(status, 500);
    assert_eq!(first(&reply, "faultcode").unwrap(), "sf:UNSUPPORTED_API_VERSION");
}

#[tokio::test]
async fn leads_are_converted_records_merged_and_taken_back() {
    let client = Client::new();
    let create = |object: &str, fields: &str| {
        format!("<create><sObjects><type>{object}</type>{fields}</sObjects></create>")
    };
    let person = "<LastName>Kay</LastName>";
    let (_, reply) =
        client.call("u", &create("Lead", "<LastName>Kay</LastName><Company>Acme</Company>")).await;
    let lead = first(&reply, "id").unwrap();
    let convert = format!(
        "<convertLead><leadConverts><convertedStatus>Closed - Converted</convertedStatus>\
         <doNotCreateOpportunity>true</doNotCreateOpportunity><leadId>{lead}</leadId></leadConverts></convertLead>"
    );
    let (_, reply) = client.call("u", &convert).await;
    assert_eq!(first(&reply, "success").unwrap(), "true", "{reply}");
    assert!(first(&reply, "contactId").unwrap().starts_with("003"));
    let (_, reply) = client.call("u", &convert).await;
    assert_eq!(first(&reply, "statusCode").unwrap(), "CANNOT_UPDATE_CONVERTED_LEAD");

    let mut ids = Vec::new();
    for _ in 0..2 {
        let (_, reply) = client.call("u", &create("Contact", person)).await;
        ids.push(first(&reply, "id").unwrap());
    }
    let merge = format!(
        "<merge><request><masterRecord><type>Contact</type><Id>{}</Id></masterRecord>\
         <recordToMergeIds>{}</recordToMergeIds></request></merge>",
        ids[0], ids[1]
    );
    let (_, reply) = client.call("u", &merge).await;
    assert_eq!(first(&reply, "mergedRecordIds").unwrap(), ids[1], "{reply}");

    let (_, reply) = client.call("u", &format!("<delete><ids>{}</ids></delete>", ids[0])).await;
    assert_eq!(first(&reply, "success").unwrap(), "true", "{reply}");
    let undelete = format!("<undelete><ids>{}</ids></undelete>", ids[0]);
    for (success, times) in [("true", 1), ("false", 2)] {
        let (_, reply) = client.call("u", &undelete).await;
        assert_eq!(first(&reply, "success").unwrap(), success, "{times}: {reply}");
    }
}

#[tokio::test]
async fn metadata_is_for_those_who_may_customize() {
    let mut client = Client::new();
    let retrieve = "<retrieve><retrieveRequest><unpackaged><version>66.0</version></unpackaged></retrieveRequest></retrieve>";
    let (_, reply) = client.call("m", retrieve).await;
    let id = first(&reply, "id").unwrap();
    client.session = client.session_of_somebody();
    for operation in [
        retrieve.to_owned(),
        format!("<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId></checkRetrieveStatus>"),
        "<listMetadata><queries><type>CustomObject</type></queries></listMetadata>".to_owned(),
    ] {
        let (status, reply) = client.call("m", &operation).await;
        assert_eq!(status, 500);
        assert!(first(&reply, "faultcode").unwrap().ends_with("INSUFFICIENT_ACCESS"), "{reply}");
    }
}

#[tokio::test]
async fn the_policies_of_logins_hold_here_too() {
    let client = Client::new();
    let org = &client.org;
    let login =
        "<login><username>admin@ringledger.example.com</username><password>any</password></login>";
    let refusal = async || {
        let (_, reply) = client.call("u", login).await;
        first(&reply, "exceptionCode")
    };
    org.change_setup(|setup| setup.login.organization_inactive = true);
    assert_eq!(refusal().await.as_deref(), Some("ORG_LOCKED"));
    let office = IpRange { start: [192, 0, 2, 0].into(), end: [192, 0, 2, 255].into() };
    org.change_setup(|setup| {
        setup.login.organization_inactive = false;
        setup.login_ip_ranges = vec![office];
    });
    assert_eq!(refusal().await.as_deref(), Some("LOGIN_DURING_RESTRICTED_DOMAIN"));
    org.change_setup(|setup| {
        setup.login_ip_ranges.clear();
        setup.login.logins_per_hour = Some(1);
    });
    assert_eq!(refusal().await, None);
    assert_eq!(refusal().await.as_deref(), Some("LOGIN_RATE_EXCEEDED"));
}
