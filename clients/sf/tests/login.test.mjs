// Logging in: with a token that is there already, and with a signed assertion.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Client, sharedOrg } from '../sf.mjs';

let client;
before(() => { client = new Client(sharedOrg); });
after(() => client.close());

test('org login access-token, org display', async () => {
    const login = await client.login();
    assert.match(login.orgId, /^00D/);
    const shown = await client.ok('org display --target-org org');
    assert.equal(shown.username, login.username);
    assert.equal(shown.connectedStatus, 'Connected');
});

test('org login jwt', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = client.file('key.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const username = (await client.ok('org display --target-org org')).username;
    const login = await client.ok([
        'org', 'login', 'jwt', '--client-id', 'ringledger', '--jwt-key-file', file, '--username', username,
        '--instance-url', sharedOrg, '--alias', 'signed',
    ], { env: { SF_AUDIENCE_URL: sharedOrg } });
    assert.equal(login.username, username);
    const found = await client.ok(['data', 'query', '--query', 'SELECT Id FROM Organization', '--target-org', 'signed']);
    assert.equal(found.totalSize, 1);
});

test('a wrong token is refused', async () => {
    const env = { SF_ACCESS_TOKEN: '00D5g00000Emu1a!wrong' };
    const words = ['org', 'login', 'access-token', '--instance-url', sharedOrg, '--no-prompt'];
    const reply = await client.run(words, { env });
    assert.notEqual(reply.status, 0);
});
