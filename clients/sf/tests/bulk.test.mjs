// Bulk API 2.0, as the command line uses it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Client, sharedOrg } from '../sf.mjs';

let client;
const mark = `bulk${process.pid}x${Math.floor(process.hrtime()[1] % 1e6)}`;
before(async () => { client = new Client(sharedOrg); await client.login(); });
after(() => client.close());

const count = async () => {
    const soql = `SELECT COUNT() FROM Contact WHERE Department = '${mark}'`;
    return (await client.ok(['data', 'query', '-o', 'org', '-q', soql])).totalSize;
};
const file = (name, rows) => {
    writeFileSync(client.file(name), `${rows.join('\n')}\n`);
    return client.file(name);
};

test('data import bulk', async () => {
    const rows = Array.from({ length: 300 }, (_, number) => `Number ${number},${mark},${mark}-${number}`);
    const csv = file('import.csv', ['LastName,Department,Source_Key__c', ...rows]);
    const result = await client.ok(['data', 'import', 'bulk', '-o', 'org', '-s', 'Contact', '-f', csv, '-w', '2', '--line-ending', 'LF']);
    assert.equal(result.processedRecords, 300);
    assert.equal(result.failedRecords, 0);
    assert.equal(await count(), 300);
});

test('data upsert bulk, data update bulk', async () => {
    const csv = file('upsert.csv', ['Source_Key__c,LastName,Department', `${mark}-0,Changed,${mark}`, `${mark}-new,New,${mark}`]);
    await client.ok(['data', 'upsert', 'bulk', '-o', 'org', '-s', 'Contact', '-i', 'Source_Key__c', '-f', csv, '-w', '2', '--line-ending', 'LF']);
    assert.equal(await count(), 301);
    const soql = `SELECT Id, LastName FROM Contact WHERE Source_Key__c = '${mark}-0'`;
    const [changed] = (await client.ok(['data', 'query', '-o', 'org', '-q', soql])).records;
    assert.equal(changed.LastName, 'Changed');
    const update = file('update.csv', ['Id,LastName', `${changed.Id},Again`]);
    await client.ok(['data', 'update', 'bulk', '-o', 'org', '-s', 'Contact', '-f', update, '-w', '2', '--line-ending', 'LF']);
    assert.equal((await client.ok(['data', 'query', '-o', 'org', '-q', soql])).records[0].LastName, 'Again');
});

test('rows that fail are told', async () => {
    const csv = file('wrong.csv', ['LastName,Department', `,${mark}`]);
    const reply = await client.run(['data', 'import', 'bulk', '-o', 'org', '-s', 'Contact', '-f', csv, '-w', '2', '--line-ending', 'LF']);
    assert.notEqual(reply.status, 0);
});

test('data export bulk', async () => {
    const out = client.file('export.csv');
    const soql = `SELECT Id, LastName FROM Contact WHERE Department = '${mark}'`;
    const result = await client.ok(['data', 'export', 'bulk', '-o', 'org', '-q', soql, '--output-file', out, '-r', 'csv', '-w', '2']);
    assert.equal(result.totalSize, 301);
    assert.equal(readFileSync(out, 'utf8').trim().split('\n').length, 302);
});

test('data delete bulk', async () => {
    const soql = `SELECT Id FROM Contact WHERE Department = '${mark}'`;
    const ids = (await client.ok(['data', 'query', '-o', 'org', '-q', soql])).records.map((contact) => contact.Id);
    const csv = file('delete.csv', ['Id', ...ids]);
    await client.ok(['data', 'delete', 'bulk', '-o', 'org', '-s', 'Contact', '-f', csv, '-w', '2', '--line-ending', 'LF']);
    assert.equal(await count(), 0);
});
