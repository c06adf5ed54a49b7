// Starts the real programs and reads from what they print where they listen: nobody guesses, nobody waits for a time.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = process.env.RINGLEDGER_BINARY;

// A program whose output (both streams) can be waited for.
export class Program {
  constructor(args, { cwd, env } = {}) {
    this.text = "";
    this.waiting = [];
    this.child = spawn(BINARY, args, { cwd, env: { ...process.env, NO_COLOR: "1", ...env } });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (piece) => { this.text += piece; this.look(); });
    }
    this.ended = new Promise((resolve) => this.child.on("exit", (code) => {
      this.over = true;
      this.look();
      resolve(code);
    }));
  }

  look() {
    this.waiting = this.waiting.filter(({ pattern, resolve, reject }) => {
      const found = this.text.match(pattern);
      if (found) resolve(found);
      else if (this.over) reject(new Error(`the program ended without ${pattern}:\n${this.text}`));
      return !found && !this.over;
    });
  }

  // The first match of `pattern` in what it has printed or will print.
  said(pattern) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ pattern, resolve, reject });
      this.look();
    });
  }

  async stop() {
    this.child.kill("SIGTERM");
    await this.ended;
  }
}

// A folder that is gone afterwards.
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "ringledger-browser-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

// The settings of a service on a port that was free a moment ago.
export async function address() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const host = `127.0.0.1:${port}`;
  return { RINGLEDGER_SERVER__LISTEN: host, RINGLEDGER_SERVER__PUBLIC_URL: `http://${host}` };
}

// The demo after its day: an org, the service, and an owner who can sign in.
export async function demo() {
  const program = new Program(["demo"]);
  const [, org, url] = await program.said(/the org (http:\/\/[0-9.:]+), the service (http:\/\/[0-9.:]+)/);
  const [, email, password] = await program.said(/Sign in as (\S+) with the password (\S+)/);
  return { program, org, url, email, password };
}
