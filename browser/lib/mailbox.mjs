// A mail server on this machine that keeps what it is given.
import { createServer } from "node:net";

export async function mailbox() {
  const mails = [];
  const waiting = [];
  const server = createServer((socket) => {
    let data = null;
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.write("220 mail.example.com ESMTP\r\n");
    socket.on("data", (piece) => {
      rest += piece;
      const lines = rest.split("\r\n");
      rest = lines.pop();
      for (const line of lines) {
        if (data !== null && line !== ".") data.push(line);
        else if (data !== null) {
          mails.push(data.join("\n"));
          for (const look of waiting) look();
          data = null;
          socket.write("250 kept\r\n");
        } else if (/^DATA/i.test(line)) {
          data = [];
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else socket.write("250 mail.example.com\r\n");
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    // The first mail that matches `pattern`, when it is there.
    said: (pattern) => new Promise((resolve) => {
      const look = () => {
        const found = mails.map((mail) => mail.match(pattern)).find(Boolean);
        if (found) resolve(found);
      };
      waiting.push(look);
      look();
    }),
    close: () => server.close(),
  };
}
