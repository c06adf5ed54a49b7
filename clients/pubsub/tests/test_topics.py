"""Topics, schemas, and who may ask."""

import grpc
import pubsub_api_pb2 as messages
from subscriber import EventsTest, error_code


class Topics(EventsTest):
    def test_a_topic_names_its_schema(self):
        for sobject in ("Account", "Contact", "Lead", "Task"):
            topic = self.org.topic(f"/data/{sobject}ChangeEvent")
            self.assertTrue(topic.can_subscribe)
            self.assertFalse(topic.can_publish)
            self.assertEqual(topic.tenant_guid, self.org.tenant)
            schema = self.org.schema(topic.schema_id)
            self.assertEqual(schema.fullname, f"com.sforce.eventbus.{sobject}ChangeEvent")
            self.assertEqual(schema.fields[0].name, "ChangeEventHeader")

    def test_a_schema_nests_names_and_addresses(self):
        schema = self.org.schema(self.org.topic("/data/ContactChangeEvent").schema_id)
        fields = {field.name: field.type for field in schema.fields}
        name = fields["Name"].schemas[1]
        self.assertEqual([part.name for part in name.fields], ["Salutation", "FirstName", "LastName"])
        self.assertEqual(fields["MailingAddress"].schemas[1].name, "Address")
        self.assertEqual(fields["OtherAddress"].schemas[1].name, "Address")
        self.assertEqual(fields["CreatedDate"].schemas[1].type, "long")
        self.assertNotIn("SystemModstamp", fields)

    def test_the_channel_of_all_changes(self):
        self.assertTrue(self.org.topic("/data/ChangeEvents").can_subscribe)

    def test_an_unknown_topic(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.org.topic("/data/NothingChangeEvent")
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(error_code(raised.exception), "topic.not.found")

    def test_a_wrong_token(self):
        metadata = (("accesstoken", "00D5g00000Emu1a!no"), *self.org.metadata[1:])
        with self.assertRaises(grpc.RpcError) as raised:
            self.org.stub.GetTopic(messages.TopicRequest(topic_name="/data/ChangeEvents"), metadata=metadata)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
        self.assertEqual(error_code(raised.exception), "service.auth.error")
        self.assertIn("rpcId:", raised.exception.details())

    def test_missing_metadata(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.org.stub.GetTopic(messages.TopicRequest(topic_name="/data/ChangeEvents"))
        self.assertEqual(error_code(raised.exception), "service.auth.headers.invalid")

    def test_publishing_change_events_and_managed_subscriptions_are_refused(self):
        request = messages.PublishRequest(
            topic_name="/data/ContactChangeEvent", events=[messages.ProducerEvent(id="1", payload=b"")]
        )
        with self.assertRaises(grpc.RpcError) as raised:
            self.org.stub.Publish(request, metadata=self.org.metadata)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.PERMISSION_DENIED)
        managed = self.org.stub.ManagedSubscribe(
            iter([messages.ManagedFetchRequest(developer_name="Any", num_requested=1)]), metadata=self.org.metadata
        )
        with self.assertRaises(grpc.RpcError) as raised:
            next(managed)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
