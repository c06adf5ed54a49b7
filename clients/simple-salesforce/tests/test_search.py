"""Searches."""

import random

from simple_salesforce import SalesforceMalformedRequest

from org import OrgTest, unique


class Search(OrgTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.name = unique("Zebulon")
        # Ten digits of a range that is kept for fiction: 555-01xx in an area code of our own choice.
        cls.digits = f"{random.randint(200, 899)}55501{random.randint(0, 99):02}"
        cls.contact = cls.sf.Contact.create({"LastName": cls.name, "Phone": f"+1{cls.digits}"})["id"]
        cls.lead = cls.sf.Lead.create({"LastName": cls.name, "Company": "Search", "MobilePhone": f"+1{cls.digits}"})["id"]

    def test_search_by_name(self):
        found = self.sf.search(f"FIND {{{self.name}}} IN NAME FIELDS RETURNING Contact(Id, LastName), Lead(Id)")
        self.assertEqual({record["Id"] for record in found["searchRecords"]}, {self.contact, self.lead})

    def test_search_by_phone(self):
        found = self.sf.search(
            f"FIND {{{self.digits}}} IN PHONE FIELDS RETURNING Contact(Id WHERE LastName = '{self.name}'), Lead(Id)"
        )
        self.assertIn(self.contact, [record["Id"] for record in found["searchRecords"]])
        self.assertIn(self.lead, [record["Id"] for record in found["searchRecords"]])

    def test_quick_search(self):
        found = self.sf.quick_search(self.name)["searchRecords"]
        self.assertEqual({record["attributes"]["type"] for record in found}, {"Contact", "Lead"})

    def test_nothing_found(self):
        self.assertEqual(self.sf.search(f"FIND {{{unique('nobody')}}}")["searchRecords"], [])

    def test_malformed_search(self):
        with self.assertRaises(SalesforceMalformedRequest) as refused:
            self.sf.search("FIND nobody")
        self.assertEqual(refused.exception.content[0]["errorCode"], "MALFORMED_SEARCH")

    def test_parameterized_search(self):
        found = self.sf.restful(
            "parameterizedSearch/",
            params={"q": self.name, "in": "NAME", "sobject": "Contact", "Contact.fields": "Id,LastName"},
        )
        self.assertEqual([record["LastName"] for record in found["searchRecords"]], [self.name])
