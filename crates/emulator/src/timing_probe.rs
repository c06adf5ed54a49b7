//! Temporary.
#[test]
fn timing() {
    use serde_json::json;
    let org = crate::Org::new(crate::OrgOptions::new(
        std::sync::Arc::new(|| 1_730_962_800_000),
        1,
    ))
    .unwrap();
    let recs = (0..1000).map(|n| json!({"LastName": format!("L{n}"), "Phone": format!("+8135550{n:04}"), "MobilePhone": format!("+81905550{n:04}")}).as_object().unwrap().clone()).collect();
    let t = std::time::Instant::now();
    let ids = org.load("Contact", recs).unwrap();
    println!("load 1000: {:?}", t.elapsed());
    let list: Vec<String> = (0..2000).map(|n| format!("'+8135550{n:04}'")).collect();
    let list = list.join(",");
    for q in [
        format!(
            "SELECT Id, Name, Phone, MobilePhone, AccountId, Account.Name, LastModifiedDate FROM Contact WHERE Phone IN ({list}) OR MobilePhone IN ({list}) OR HomePhone IN ({list})"
        ),
        format!("SELECT Id FROM Contact WHERE Phone IN ({list})"),
    ] {
        for _ in 0..3 {
            let t = std::time::Instant::now();
            let r = org.query(&org.administrator(), &q).unwrap();
            println!("query {} rows {:?}", r.total_size, t.elapsed());
        }
    }
    for round in 0..4 {
        let actor = org.administrator();
        let t = std::time::Instant::now();
        org.write(&actor, |w| { for n in 0..200 { w.attempt(|w| w.upsert("Task", "Ringledger_Call_Id__c", &json!(format!("m:{}:{n}", round/2)), json!({"Subject": format!("Call {round}"), "WhoId": ids[n], "CallType":"Inbound","Status":"Completed","Priority":"Normal","CallObject":format!("m:{n}"),"CallDurationInSeconds":n,"ActivityDate":"2024-11-07","TaskSubtype": if round%2==0 {json!("Call")} else {json!(null)},"Description":"x".repeat(600)}).as_object().unwrap().iter().filter(|(k,_)| !(round%2==1 && *k=="TaskSubtype")).map(|(k,v)|(k.clone(),v.clone())).collect(), false))?; } Ok(()) }).unwrap();
        println!("upsert 200: {:?}", t.elapsed());
    }
}
