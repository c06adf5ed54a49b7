// Records and what is known about them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, sharedOrg } from '../sf.mjs';

let client;
const mark = `sf${process.pid}x${Math.floor(process.hrtime()[1] % 1e6)}`;
before(async () => { client = new Client(sharedOrg); await client.login(); });
after(() => client.close());

const query = (soql) => client.ok(['data', 'query', '--target-org', 'org', '--query', soql]);

test('data create record, get, update, delete', async () => {
    const made = await client.ok(['data', 'create', 'record', '-o', 'org', '-s', 'Contact', '-v', `FirstName='Robin' LastName='${mark}' Phone='415-555-0131'`]);
    assert.equal(made.success, true);
    await client.ok(['data', 'update', 'record', '-o', 'org', '-s', 'Contact', '-i', made.id, '-v', "Title='Buyer'"]);
    const read = await client.ok(['data', 'get', 'record', '-o', 'org', '-s', 'Contact', '-i', made.id]);
    assert.equal(read.Title, 'Buyer');
    assert.equal(read.Phone, '415-555-0131');
    const found = await client.ok(['data', 'get', 'record', '-o', 'org', '-s', 'Contact', '-w', `LastName='${mark}'`]);
    assert.equal(found.Id, made.id);
    await client.ok(['data', 'delete', 'record', '-o', 'org', '-s', 'Contact', '-i', made.id]);
    assert.equal((await query(`SELECT Id FROM Contact WHERE LastName = '${mark}'`)).totalSize, 0);
});

test('data upsert record', async () => {
    const words = (subject) => [
        'data', 'update', 'record', '-o', 'org', '-s', 'Task', '-w', `Ringledger_Call_Id__c='${mark}'`, '-v', `Subject='${subject}'`,
    ];
    await client.ok(['data', 'create', 'record', '-o', 'org', '-s', 'Task', '-v', `Subject='Call' Ringledger_Call_Id__c='${mark}'`]);
    await client.ok(words('Second'));
    const tasks = await query(`SELECT Subject FROM Task WHERE Ringledger_Call_Id__c = '${mark}'`);
    assert.deepEqual(tasks.records.map((task) => task.Subject), ['Second']);
});

test('a record that breaks a rule is refused in Salesforce\'s words', async () => {
    const reply = await client.run(['data', 'create', 'record', '-o', 'org', '-s', 'Contact', '-v', "FirstName='Robin'"]);
    assert.equal(reply.status, 1);
    assert.match(JSON.stringify(reply), /Required fields are missing: \[LastName\]/);
});

test('data query: more rows than a page, parents, children, counts', async () => {
    const all = await query('SELECT Id FROM Contact');
    assert.ok(all.totalSize > 2000, `${all.totalSize}`);
    assert.equal(all.records.length, all.totalSize);
    const parents = await query('SELECT Id, Account.Name, Owner.Name FROM Contact WHERE AccountId != null LIMIT 3');
    assert.ok(parents.records.every((contact) => contact.Owner.Name));
    const groups = await query('SELECT COUNT(Id) total, OwnerId FROM Contact GROUP BY OwnerId');
    assert.equal(groups.records.reduce((sum, group) => sum + group.total, 0), all.totalSize);
    const wrong = await client.run(['data', 'query', '-o', 'org', '-q', 'SELECT Nope FROM Contact']);
    assert.equal(wrong.name, 'INVALID_FIELD');
});

test('data search', async () => {
    const result = await client.ok(['data', 'search', '-o', 'org', '-q', 'FIND {Administrator} IN NAME FIELDS RETURNING User(Id, Name)']);
    assert.ok(Array.isArray(result.searchRecords));
});

test('sobject describe, sobject list', async () => {
    const task = await client.ok('sobject describe -o org -s Task');
    const key = task.fields.find((field) => field.name === 'Ringledger_Call_Id__c');
    assert.equal(key.externalId && key.unique && key.caseSensitive, true);
    const names = await client.ok('sobject list -o org --sobject all');
    assert.ok(names.includes('Lead') && names.includes('Task'));
});

test('org list limits, api version', async () => {
    const limits = await client.ok('org list limits -o org');
    const daily = limits.find((limit) => limit.name === 'DailyApiRequests');
    assert.ok(daily.max > 0 && daily.remaining < daily.max);
    const counts = await client.ok('org list sobject record-counts -o org -s Contact');
    assert.equal(counts[0].name, 'Contact');
});
