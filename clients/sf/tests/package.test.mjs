// Our package, from an org that knows nothing of it and back: deploy, assign, log in by its app, retrieve, uninstall.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { Client } from '../sf.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const binary = process.env.RINGLEDGER_BINARY ?? join(root, 'target', 'debug', 'ringledger');
let org;
let client;
let project;

before(async () => {
    org = spawn(binary, ['emulate', '--listen', '127.0.0.1:0', '--without-call-id-field'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const url = await new Promise((resolve, reject) => {
        org.once('exit', () => reject(new Error('the org did not start')));
        for (const stream of [org.stdout, org.stderr]) {
            createInterface({ input: stream }).on('line', (line) => {
                const found = line.match(/http:\/\/[0-9.]+:[0-9]+/);
                if (found) resolve(found[0]);
            });
        }
    });
    client = new Client(url);
    project = client.file('package');
    cpSync(join(root, 'salesforce-package'), project, { recursive: true });
    await client.login();
});
after(() => {
    org?.kill();
    client?.close();
});

const sf = (words) => client.ok(words, { cwd: project });
const deploy = () => sf(['project', 'deploy', 'start', '-o', 'org', '--wait', '5']);
const fields = async () => {
    const task = await sf(['sobject', 'describe', '-o', 'org', '-s', 'Task']);
    return new Map(task.fields.map((field) => [field.name, field]));
};

/** What `ringledger doctor` says of this org. */
const doctor = () => new Promise((resolve) => {
    const config = client.file('ringledger.toml');
    writeFileSync(config, `
[database]
url = "sqlite://${client.file('ringledger.db')}"
[salesforce]
login_url = "${client.url}"
auth = "client_credentials"
client_id = "ringledger"
client_secret = "ringledger"
[[source]]
id = "main"
kind = "generic"
secret = "whsec_YmVuY2gtc2VjcmV0LW9mLXJpbmdsZWRnZXItMQ=="
profile = "default"
region = "JP"
`);
    execFile(binary, ['doctor', '--config', config], (_, stdout, stderr) => resolve(stdout + stderr));
});

test('before: no field, mode B', async () => {
    assert.equal((await fields()).has('Ringledger_Call_Id__c'), false);
    assert.match(await doctor(), /mode B/i);
});

test('project deploy start --dry-run changes nothing', async () => {
    const result = await sf(['project', 'deploy', 'start', '-o', 'org', '--wait', '5', '--dry-run']);
    assert.equal(result.success, true);
    assert.equal((await fields()).has('Ringledger_Call_Id__c'), false);
});

test('project deploy start: the fields are there, mode A', async () => {
    const result = await deploy();
    assert.equal(result.success, true);
    assert.equal(result.numberComponentErrors, 0);
    const key = (await fields()).get('Ringledger_Call_Id__c');
    assert.deepEqual([key.externalId, key.unique, key.caseSensitive, key.length], [true, true, true, 255]);
    assert.match(await doctor(), /mode A/i);
});

test('a second deploy changes nothing', async () => {
    const result = await deploy();
    assert.ok(result.files.every((file) => file.state !== 'Failed' && file.state !== 'Created'), JSON.stringify(result.files));
});

test('org assign permset gives a user what the package grants', async () => {
    const result = await sf(['org', 'assign', 'permset', '-o', 'org', '-n', 'Ringledger']);
    assert.equal(result.successes.length, 1, JSON.stringify(result));
    const soql = "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Ringledger'";
    assert.equal((await sf(['data', 'query', '-o', 'org', '-q', soql])).totalSize, 1);
});

test('the package\'s app logs in with a signed assertion', async () => {
    const [key, certificate] = [client.file('key.pem'), client.file('certificate.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=ringledger'], { stdio: 'ignore' });
    const settings = join(project, 'main/default/extlClntAppGlobalOauthSets/Ringledger_glbloauth.ecaGlblOauth-meta.xml');
    const text = readFileSync(settings, 'utf8');
    const pem = readFileSync(certificate, 'utf8').trim();
    writeFileSync(settings, text.replace('</callbackUrl>', `</callbackUrl>\n    <certificate>${pem}</certificate>`));
    await deploy();
    const out = client.file('app');
    mkdirSync(out);
    await sf(['project', 'retrieve', 'start', '-o', 'org', '-m', 'ExtlClntAppGlobalOauthSettings:Ringledger_glbloauth', '--target-metadata-dir', out, '--unzip']);
    const apps = await (await fetch(`${client.url}/__emulator__/apps`)).json();
    const consumer = apps.app.find((app) => app.name === 'Ringledger' && app.permission_sets).client_id;
    const username = (await sf(['org', 'display', '-o', 'org'])).username;
    // With a home of its own: a second login of the same user would take the place of the first.
    const signed = new Client(client.url);
    try {
        const login = await signed.ok([
            'org', 'login', 'jwt', '--client-id', consumer, '--jwt-key-file', key, '--username', username,
            '--instance-url', client.url, '--alias', 'signed',
        ], { env: { SF_AUDIENCE_URL: client.url } });
        assert.equal(login.username, username);
    } finally {
        signed.close();
    }
});

test('project retrieve start gives back what was deployed', async () => {
    const result = await sf(['project', 'retrieve', 'start', '-o', 'org', '-m', 'CustomField:Activity.Ringledger_Call_Id__c', '-m', 'PermissionSet:Ringledger', '-m', 'Layout']);
    assert.equal(result.success, true);
    assert.ok(result.files.some((file) => file.fullName === 'Activity.Ringledger_Call_Id__c'), JSON.stringify(result.files));
    const field = readFileSync(join(project, 'main/default/objects/Activity/fields/Ringledger_Call_Id__c.field-meta.xml'), 'utf8');
    assert.match(field, /<length>255<\/length>/);
});

test('org list metadata names the fields', async () => {
    const listed = await sf(['org', 'list', 'metadata', '-o', 'org', '-m', 'CustomField']);
    assert.ok(listed.some((field) => field.fullName === 'Activity.Ringledger_Call_Id__c'));
});

test('an error names the component and changes nothing', async () => {
    const file = join(project, 'main/default/permissionsets/Ringledger.permissionset-meta.xml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('Task.Ringledger_Country__c', 'Task.Ringledger_Planet__c'));
    const reply = await client.run(['project', 'deploy', 'start', '-o', 'org', '--wait', '5'], { cwd: project });
    writeFileSync(file, text);
    assert.equal(reply.status, 1);
    assert.match(JSON.stringify(reply), /no CustomField named Task.Ringledger_Planet__c found/);
});

test('uninstall: refused while somebody has the permission set, then complete; mode B again', async () => {
    const uninstall = ['project', 'deploy', 'start', '-o', 'org', '--wait', '5', '--metadata-dir', 'uninstall', '--single-package'];
    const refused = await client.run(uninstall, { cwd: project });
    assert.equal(refused.status, 1);
    const soql = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Ringledger'";
    const [assignment] = (await sf(['data', 'query', '-o', 'org', '-q', soql])).records;
    await sf(['data', 'delete', 'record', '-o', 'org', '-s', 'PermissionSetAssignment', '-i', assignment.Id]);
    assert.equal((await sf(uninstall)).success, true);
    assert.deepEqual([...(await fields()).keys()].filter((name) => name.startsWith('Ringledger_')), []);
    assert.match(await doctor(), /mode B/i);
});
