"""What REST writes arrives as change events."""

from subscriber import EventsTest, names, unique

CONTACTS = "/data/ContactChangeEvent"


class Changes(EventsTest):
    def header(self, event):
        return event["ChangeEventHeader"]

    def test_create_update_delete(self):
        position = self.position(CONTACTS)
        record = {"FirstName": "Mika", "LastName": unique("Sato"), "Phone": "03-5550-0101", "MailingCity": "Osaka"}
        wanted = self.org.create("Contact", record)
        changes = {"FirstName": "Mio", "Phone": None, "Title": "Manager"}
        client = {"Sforce-Call-Options": "client=pubsub-suite"}
        self.org.rest("PATCH", f"/sobjects/Contact/{wanted}", changes, client)
        self.org.rest("DELETE", f"/sobjects/Contact/{wanted}")
        created, updated, deleted = self.after(CONTACTS, position, 3)

        self.assertEqual([self.header(event)["changeType"] for event in (created, updated, deleted)],
                         ["CREATE", "UPDATE", "DELETE"])
        for event in (created, updated, deleted):
            self.assertEqual(self.header(event)["entityName"], "Contact")
            self.assertEqual(self.header(event)["recordIds"], [wanted])
            self.assertEqual(self.header(event)["commitUser"], self.org.user)
        self.assertEqual(created["Name"], {"Salutation": None, "FirstName": "Mika", "LastName": record["LastName"]})
        self.assertEqual(created["Phone"], "03-5550-0101")
        self.assertEqual(created["MailingAddress"]["City"], "Osaka")
        self.assertIsNone(created["OtherAddress"])
        self.assertEqual(self.header(created)["changedFields"], [])
        self.assertEqual(self.header(created)["changeOrigin"], "com/salesforce/api/rest/66.0")

        schema = self.org.schema(self.org.topic(CONTACTS).schema_id)
        changed = names(schema, self.header(updated)["changedFields"])
        self.assertEqual(changed - {"LastModifiedDate"}, {"Name.FirstName", "Phone", "Title"})
        self.assertEqual(names(schema, self.header(updated)["nulledFields"]), {"Phone"})
        self.assertEqual(updated["Name"], {"Salutation": None, "FirstName": "Mio", "LastName": None})
        self.assertEqual(updated["Title"], "Manager")
        self.assertIsNone(updated["MailingAddress"])
        self.assertEqual(self.header(updated)["changeOrigin"], "com/salesforce/api/rest/66.0;client=pubsub-suite")
        self.assertTrue(all(value is None for name, value in deleted.items() if name != "ChangeEventHeader"))

    def test_the_same_change_of_several_records_is_one_event(self):
        position = self.position("/data/LeadChangeEvent")
        leads = [self.org.create("Lead", {"LastName": unique("Lead"), "Company": "Trio"}) for _ in range(3)]
        records = [{"attributes": {"type": "Lead"}, "Id": lead, "Company": "Quartet"} for lead in leads]
        self.org.rest("PATCH", "/composite/sobjects", {"allOrNone": True, "records": records})
        events = self.after("/data/LeadChangeEvent", position, 4)
        self.assertEqual(self.header(events[3])["recordIds"], leads)
        self.assertEqual(events[3]["Company"], "Quartet")

    def test_what_is_rolled_back_is_no_event(self):
        position = self.position("/data/LeadChangeEvent")
        name = unique("Lead")
        good = {"attributes": {"type": "Lead"}, "LastName": unique("Gone"), "Company": "None"}
        bad = {"attributes": {"type": "Lead"}, "FirstName": "Nobody"}
        self.org.rest("POST", "/composite/sobjects", {"allOrNone": True, "records": [good, bad]})
        kept = self.org.create("Lead", {"LastName": name, "Company": "Some"})
        event, = self.after("/data/LeadChangeEvent", position, 1)
        self.assertEqual(self.header(event)["recordIds"], [kept])

    def test_a_person_account_is_an_account_and_a_contact(self):
        position = self.position(CONTACTS)
        account = self.org.create("Account", {"LastName": unique("Sato"), "PersonEmail": "sato@example.com"})
        self.org.rest("PATCH", f"/sobjects/Account/{account}", {"FirstName": "Mika"})
        events = self.after("/data/ChangeEvents", position, 4)
        told = [(self.header(event)["entityName"], self.header(event)["changeType"]) for event in events]
        self.assertEqual(told, [("Account", "CREATE"), ("Contact", "CREATE"), ("Account", "UPDATE"),
                                ("Contact", "UPDATE")])
        self.assertEqual(events[2]["Name"], {"Salutation": None, "FirstName": "Mika", "LastName": None})
        keys = [self.header(event)["transactionKey"] for event in events]
        self.assertEqual(keys[0], keys[1])
        self.assertNotEqual(keys[1], keys[2])
        self.assertEqual([self.header(event)["sequenceNumber"] for event in events], [1, 2, 1, 2])

    def test_tasks(self):
        topic = "/data/TaskChangeEvent"
        position = self.position(CONTACTS)
        contact = self.org.create("Contact", {"LastName": unique("Sato")})
        task = self.org.create("Task", {"Subject": "Call", "WhoId": contact, "ActivityDate": "2026-11-21",
                                        "CallDurationInSeconds": 61})
        event, = self.after(topic, position, 1)
        self.assertEqual(self.header(event)["recordIds"], [task])
        self.assertEqual((event["WhoId"], event["CallDurationInSeconds"]), (contact, 61))
        self.assertEqual(event["ActivityDate"], 1795219200000)
