"""Where a stream begins, how much it delivers, and how it ends."""

import threading

import grpc
import pubsub_api_pb2 as messages
from subscriber import EventsTest, error_code, http, unique

LEADS = "/data/LeadChangeEvent"


class Streams(EventsTest):
    def leads(self, number):
        records = [{"attributes": {"type": "Lead"}, "LastName": unique("Lead"), "Company": "Stream"}
                   for _ in range(number)]
        results = self.org.rest("POST", "/composite/sobjects", {"records": records})
        return [result["id"] for result in results]

    def ids(self, events):
        return [self.org.decode(event)["ChangeEventHeader"]["recordIds"][0] for event in events]

    def refused(self, **arguments):
        with self.org.subscribe(**arguments) as subscription, self.assertRaises(grpc.RpcError) as raised:
            subscription.reply()
        return raised.exception

    def test_no_more_than_was_asked_for(self):
        position = self.position(LEADS)
        leads = self.leads(150)
        with self.org.subscribe(LEADS, messages.CUSTOM, position, 60) as subscription:
            first = subscription.events(60)
            subscription.ask(40)
            second = subscription.events(40)
            subscription.ask(100, LEADS)
            third = subscription.events(50)
        self.assertEqual(self.ids(first + second + third), leads)

    def test_latest_hears_only_what_comes(self):
        before = self.leads(1)
        heard = threading.Event()
        later = []

        def write_until_heard():
            while not heard.is_set():
                later.extend(self.leads(1))

        with self.org.subscribe(LEADS, messages.LATEST) as subscription:
            writer = threading.Thread(target=write_until_heard)
            writer.start()
            try:
                events = subscription.events(1)
            finally:
                heard.set()
                writer.join()
        ids = self.ids(events)
        self.assertNotIn(before[0], ids)
        self.assertTrue(set(ids) <= set(later))

    def test_resuming_after_an_event(self):
        position = self.position(LEADS)
        leads = self.leads(5)
        with self.org.subscribe(LEADS, messages.CUSTOM, position, 2) as subscription:
            first = subscription.events(2)
        with self.org.subscribe(LEADS, messages.CUSTOM, first[1].replay_id) as subscription:
            rest = subscription.events(3)
        self.assertEqual(self.ids(first + rest), leads)

    def test_replay_ids_that_lead_nowhere(self):
        for replay_id in (b"nonsense", (1).to_bytes(8, "big") + b"\0\0", (2**63).to_bytes(8, "big") + b"\0\0"):
            error = self.refused(topic=LEADS, preset=messages.CUSTOM, replay_id=replay_id)
            self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
            self.assertEqual(error_code(error), "subscription.fetch.replayid.corrupted")
        error = self.refused(topic=LEADS, preset=messages.CUSTOM)
        self.assertEqual(error_code(error), "subscription.fetch.replayid.validation.failed")

    def test_asking_for_nothing(self):
        error = self.refused(topic=LEADS, number=0)
        self.assertEqual(error_code(error), "subscription.fetch.requested.events.invalid")

    def test_another_topic_in_the_same_stream(self):
        with self.org.subscribe(LEADS) as subscription, self.assertRaises(grpc.RpcError) as raised:
            subscription.ask(1, "/data/ContactChangeEvent")
            subscription.reply()
        self.assertEqual(error_code(raised.exception), "subscription.fetch.topic.mismatch")

    def test_gaps(self):
        position = self.position(LEADS)
        lead, = self.leads(1)
        gap = {"entityName": "Lead", "changeType": "GAP_UPDATE", "recordIds": [lead]}
        http("POST", "/__emulator__/changes/gap", gap)
        http("POST", "/__emulator__/changes/gap", {"entityName": "Lead", "changeType": "GAP_OVERFLOW"})
        _, update, overflow = (event["ChangeEventHeader"] for event in self.after(LEADS, position, 3))
        self.assertEqual((update["changeType"], update["recordIds"]), ("GAP_UPDATE", [lead]))
        self.assertEqual((overflow["changeType"], overflow["recordIds"]), ("GAP_OVERFLOW", []))

    def test_a_session_that_ends_ends_the_stream(self):
        other = type(self.org)()
        with other.subscribe(LEADS, messages.EARLIEST, number=100) as subscription:
            http("POST", "/__emulator__/sessions/expire")
            type(self).org = type(self.org)()
            self.leads(100)
            with self.assertRaises(grpc.RpcError) as raised:
                while True:
                    subscription.reply()
                    subscription.ask(100)
        self.assertEqual(error_code(raised.exception), "service.auth.error")
        other.channel.close()
