"""The org under test: logging in, writing by REST, and reading change events as a client of the Pub/Sub API does."""

import io
import json
import os
import queue
import unittest
import urllib.parse
import urllib.request
import uuid

import avro.io
import avro.schema
import grpc
import pubsub_api_pb2 as messages
import pubsub_api_pb2_grpc as calls

ORG_URL = os.environ["RINGLEDGER_ORG_URL"].rstrip("/")
DATA = "/services/data/v66.0"
# Nothing in these tests takes longer; a stream that stays silent fails instead of hanging.
PATIENCE_S = 30


def unique(prefix):
    """A word that stands in no record yet."""
    return f"{prefix}{uuid.uuid4().hex[:12]}"


def http(method, path, body=None, headers=None):
    """A request with JSON both ways; returns the decoded body, or None."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ORG_URL + path, data=data, method=method, headers=headers or {})
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        text = response.read()
        return json.loads(text) if text else None


class Org:
    """A session in the org."""

    def __init__(self):
        form = {"grant_type": "client_credentials", "client_id": "ringledger", "client_secret": "ringledger"}
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(f"{ORG_URL}/services/oauth2/token", data=data, timeout=PATIENCE_S) as response:
            login = json.loads(response.read())
        self.token = login["access_token"]
        self.tenant = login["id"].split("/")[-2]
        self.user = login["id"].split("/")[-1]
        self.metadata = (("accesstoken", self.token), ("instanceurl", login["instance_url"]), ("tenantid", self.tenant))
        self.channel = grpc.insecure_channel(urllib.parse.urlsplit(ORG_URL).netloc)
        self.stub = calls.PubSubStub(self.channel)
        self.schemas = {}

    def rest(self, method, path, body=None, headers=None):
        """A request to the data API."""
        headers = {**(headers or {}), "Authorization": f"Bearer {self.token}"}
        return http(method, DATA + path, body, headers)

    def create(self, sobject, record):
        """Creates a record and returns its id."""
        return self.rest("POST", f"/sobjects/{sobject}", record)["id"]

    def topic(self, name):
        """What GetTopic says."""
        request = messages.TopicRequest(topic_name=name)
        return self.stub.GetTopic(request, metadata=self.metadata, timeout=PATIENCE_S)

    def schema(self, schema_id):
        """The Avro schema with an id, read once."""
        if schema_id not in self.schemas:
            request = messages.SchemaRequest(schema_id=schema_id)
            info = self.stub.GetSchema(request, metadata=self.metadata, timeout=PATIENCE_S)
            self.schemas[schema_id] = avro.schema.parse(info.schema_json)
        return self.schemas[schema_id]

    def decode(self, event):
        """The payload of an event."""
        schema = self.schema(event.event.schema_id)
        decoder = avro.io.BinaryDecoder(io.BytesIO(event.event.payload))
        return avro.io.DatumReader(schema).read(decoder)

    def subscribe(self, topic, preset=messages.LATEST, replay_id=b"", number=100):
        """A subscription that asks for `number` events."""
        return Subscription(self, topic, preset, replay_id, number)


class Subscription:
    """A stream of events; ask() asks for more of them."""

    def __init__(self, org, topic, preset, replay_id, number):
        self.org = org
        self.requests = queue.Queue()
        first = messages.FetchRequest(topic_name=topic, replay_preset=preset, replay_id=replay_id, num_requested=number)
        self.requests.put(first)
        self.replies = org.stub.Subscribe(iter(self.requests.get, None), metadata=org.metadata, timeout=PATIENCE_S)

    def ask(self, number, topic=""):
        """Asks for more events."""
        self.requests.put(messages.FetchRequest(topic_name=topic, num_requested=number))

    def reply(self):
        """The next response."""
        return next(self.replies)

    def events(self, number):
        """The next events, as many as that."""
        events = []
        while len(events) < number:
            events.extend(self.reply().events)
        return events

    def close(self):
        """Ends the stream."""
        self.requests.put(None)
        self.replies.cancel()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def names(schema, bitmaps):
    """The field names behind the bitmaps of a header: bit n stands for the nth field, `4-0x10` for parts of field 4."""
    found = set()
    for bitmap in bitmaps:
        place, _, bits = bitmap.rpartition("-")
        fields, prefix = schema.fields, ""
        if place:
            parent = schema.fields[int(place)]
            record = next(branch for branch in parent.type.schemas if branch.type == "record")
            fields, prefix = record.fields, f"{parent.name}."
        number = int(bits, 16)
        found |= {prefix + field.name for bit, field in enumerate(fields) if number >> bit & 1}
    return found


def error_code(error):
    """Salesforce's own code of an error, without what all begin with."""
    trailers = dict(error.trailing_metadata())
    return trailers["error-code"].removeprefix("sfdc.platform.eventbus.grpc.")


class EventsTest(unittest.TestCase):
    """A test with a session."""

    @classmethod
    def setUpClass(cls):
        cls.org = Org()

    @classmethod
    def tearDownClass(cls):
        cls.org.channel.close()

    def position(self, topic):
        """A replay id after which everything is this test's own."""
        marker = unique("Marker")
        sobject = topic.removeprefix("/data/").removesuffix("ChangeEvent")
        record = {"LastName": marker, "Company": marker} if sobject == "Lead" else {"LastName": marker}
        wanted = self.org.create(sobject, record)
        with self.org.subscribe(topic, messages.EARLIEST) as subscription:
            while True:
                reply = subscription.reply()
                for event in reply.events:
                    if self.org.decode(event)["ChangeEventHeader"]["recordIds"] == [wanted]:
                        return event.replay_id
                if not reply.pending_num_requested:
                    subscription.ask(100)

    def after(self, topic, position, number):
        """The first events after a position, decoded."""
        with self.org.subscribe(topic, messages.CUSTOM, position) as subscription:
            return [self.org.decode(event) for event in subscription.events(number)]
