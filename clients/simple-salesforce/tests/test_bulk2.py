"""Bulk API 2.0."""

import csv
import io
import tempfile
from pathlib import Path

from simple_salesforce.exceptions import SalesforceMalformedRequest

from org import OrgTest, unique


# Seconds before a job is asked after for the first time; simple-salesforce would wait five.
WAIT = 0.05


def rows(text):
    """The records of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


class Bulk2(OrgTest):
    def test_insert_update_delete(self):
        name = unique("Bulk")
        records = [{"LastName": name, "Title": f'"quoted", no {index}'} for index in range(300)]
        [result] = self.sf.bulk2.Contact.insert(wait=WAIT, records=records)
        self.assertEqual((result["numberRecordsTotal"], result["numberRecordsProcessed"], result["numberRecordsFailed"]), (300, 300, 0))
        successful = rows(self.sf.bulk2.Contact.get_successful_records(result["job_id"]))
        self.assertEqual(len(successful), 300)
        self.assertEqual(self.count("Contact", f"LastName = '{name}' AND Title = '\"quoted\", no 7'"), 1)
        ids = [row["sf__Id"] for row in successful]
        [result] = self.sf.bulk2.Contact.update(wait=WAIT, records=[{"Id": id, "Title": "changed"} for id in ids])
        self.assertEqual(result["numberRecordsFailed"], 0)
        self.assertEqual(self.count("Contact", f"LastName = '{name}' AND Title = 'changed'"), 300)
        [result] = self.sf.bulk2.Contact.delete(wait=WAIT, records=[{"Id": id} for id in ids])
        self.assertEqual(result["numberRecordsProcessed"], 300)
        self.assertEqual(self.count("Contact", f"LastName = '{name}'"), 0)

    def test_upsert(self):
        name = unique("Upsert")
        records = [{"Source_Key__c": f"{name}-{index}", "LastName": name} for index in range(3)]
        for created in ("true", "false"):
            [result] = self.sf.bulk2.Contact.upsert(wait=WAIT, records=records, external_id_field="Source_Key__c")
            successful = rows(self.sf.bulk2.Contact.get_successful_records(result["job_id"]))
            self.assertEqual([row["sf__Created"] for row in successful], [created] * 3)
        self.assertEqual(self.count("Contact", f"LastName = '{name}'"), 3)

    def test_failed_records(self):
        name = unique("Failed")
        [result] = self.sf.bulk2.Contact.insert(
            wait=WAIT,
            records=[{"LastName": name, "Email": "good@bulk.example.com"}, {"LastName": "", "Email": "bad@bulk.example.com"}]
        )
        self.assertEqual(result["numberRecordsFailed"], 1)
        records = self.sf.bulk2.Contact.get_all_ingest_records(result["job_id"])
        self.assertEqual(len(records["successfulRecords"]), 1)
        self.assertEqual(records["unprocessedRecords"], [])
        [failed] = records["failedRecords"]
        self.assertEqual(failed["sf__Error"], "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --")

    def test_insert_from_a_file_in_batches(self):
        name = unique("File")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "contacts.csv"
            path.write_text("LastName,Title\n" + "".join(f"{name},no {index}\n" for index in range(50)))
            results = self.sf.bulk2.Contact.insert(str(path), batch_size=20, wait=WAIT)
        self.assertEqual([result["numberRecordsTotal"] for result in results], [20, 20, 10])
        self.assertEqual(self.count("Contact", f"LastName = '{name}'"), 50)

    def test_query(self):
        pages = list(self.sf.bulk2.Contact.query("SELECT Id, Name FROM Contact", wait=WAIT, max_records=1000))
        found = [row for page in pages for row in rows(page)]
        self.assertEqual(len(found), self.sf.query("SELECT COUNT() FROM Contact")["totalSize"])
        self.assertGreater(len(pages), 2)
        self.assertEqual(list(found[0]), ["Id", "Name"])

    def test_query_all(self):
        name = unique("Gone")
        self.sf.Contact.delete(self.sf.Contact.create({"LastName": name})["id"])
        soql = f"SELECT Id FROM Contact WHERE LastName = '{name}'"
        self.assertEqual([row for page in self.sf.bulk2.Contact.query(soql, wait=WAIT) for row in rows(page)], [])
        self.assertEqual(len([row for page in self.sf.bulk2.Contact.query_all(soql, wait=WAIT) for row in rows(page)]), 1)

    def test_download(self):
        with tempfile.TemporaryDirectory() as folder:
            results = self.sf.bulk2.Contact.download("SELECT Id FROM Contact LIMIT 10", path=folder, max_records=100, wait=WAIT)
            self.assertEqual([result["number_of_records"] for result in results], [10])
            self.assertEqual(len(rows(Path(results[0]["file"]).read_text())), 10)

    def test_query_that_bulk_cannot_do(self):
        with self.assertRaises(SalesforceMalformedRequest):
            list(self.sf.bulk2.Contact.query("SELECT COUNT(Id) FROM Contact GROUP BY LastName", wait=WAIT))
