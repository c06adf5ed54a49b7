// Runs the unmodified command line with a home of its own, and reads its --json.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cli = join(import.meta.dirname, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

/** A client of one org, with a folder that holds its logins and files; call `close` at the end. */
export class Client {
    constructor(url) {
        this.url = url;
        this.folder = mkdtempSync(join(tmpdir(), 'ringledger-sf-'));
    }

    /** A path within the client's folder. */
    file(name) {
        return join(this.folder, name);
    }

    /** Runs a command; gives its parsed --json, whatever its exit code. */
    run(command, { cwd = this.folder, env = {} } = {}) {
        const words = Array.isArray(command) ? command : command.split(' ');
        const options = {
            cwd,
            maxBuffer: 64 * 1024 * 1024,
            env: {
                PATH: process.env.PATH,
                HOME: this.folder,
                SF_DISABLE_TELEMETRY: 'true',
                SF_DOMAIN_RETRY: '0',
                SF_SKIP_NEW_VERSION_CHECK: 'true',
                SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
                SF_AUTOUPDATE_DISABLE: 'true',
                ...env,
            },
        };
        return new Promise((resolve, reject) => {
            execFile(process.execPath, [cli, ...words, '--json'], options, (error, stdout, stderr) => {
                try {
                    resolve(JSON.parse(stdout.slice(stdout.indexOf('{'))));
                } catch {
                    reject(new Error(`sf ${words.join(' ')} printed no JSON: ${stdout}\n${stderr}\n${error}`));
                }
            });
        });
    }

    /** Runs a command that must succeed; gives its result. */
    async ok(command, options) {
        const reply = await this.run(command, options);
        if (reply.status !== 0) {
            throw new Error(`sf ${command} failed: ${JSON.stringify(reply, null, 2)}`);
        }
        return reply.result;
    }

    /** An access token of the org's administrator. */
    async token() {
        const body = new URLSearchParams({
            grant_type: 'client_credentials', client_id: 'ringledger', client_secret: 'ringledger',
        });
        const reply = await fetch(`${this.url}/services/oauth2/token`, { method: 'POST', body });
        return (await reply.json()).access_token;
    }

    /** Logs in and makes the org the default for the commands that follow. */
    async login() {
        const env = { SF_ACCESS_TOKEN: await this.token() };
        const words = ['org', 'login', 'access-token', '--instance-url', this.url, '--no-prompt', '--set-default', '--alias', 'org'];
        return this.ok(words, { env });
    }

    close() {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** The address of the org that all suites share. */
export const sharedOrg = process.env.RINGLEDGER_ORG_URL;
