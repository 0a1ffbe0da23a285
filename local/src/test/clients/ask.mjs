// SPDX-License-Identifier: Apache-2.0
// Asks a language model with the providers' own libraries and prints what the library gives its user, as one JSON object.
//   node ask.mjs chat|responses|messages whole|stream|cancel PROMPT MODEL
// BASE_URL and API_KEY come from the environment, as they do for users of these libraries.
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const [api, mode, prompt, model] = process.argv.slice(2);
const baseURL = process.env.BASE_URL;
const apiKey = process.env.API_KEY;
const PIECES_BEFORE_CANCEL = 3;

const tools = ["drop_table", "send_mail"];
const schema = { type: "object", properties: {}, additionalProperties: true };

async function chat() {
  const openai = new OpenAI({ apiKey, baseURL: `${baseURL}/v1`, maxRetries: 0 });
  const body = {
    model,
    messages: [{ role: "user", content: prompt }],
    tools: tools.map((name) => ({ type: "function", function: { name, parameters: schema } })),
  };
  if (mode === "whole") return chatResult(await openai.chat.completions.create(body));
  const stream = openai.chat.completions.stream({ ...body, stream_options: { include_usage: true } });
  if (mode === "cancel") return cancelled(stream, () => stream.abort());
  return chatResult(await stream.finalChatCompletion());
}

function chatResult(completion) {
  const [{ message, finish_reason }] = completion.choices;
  const calls = (message.tool_calls ?? []).map((call) => [call.function.name, JSON.parse(call.function.arguments)]);
  return { text: message.content, calls, stop: finish_reason, tokens: completion.usage?.completion_tokens };
}

async function responses() {
  const openai = new OpenAI({ apiKey, baseURL: `${baseURL}/v1`, maxRetries: 0 });
  const body = {
    model,
    input: prompt,
    store: false,
    tools: tools.map((name) => ({ type: "function", name, parameters: schema, strict: false })),
  };
  if (mode === "whole") return responsesResult(await openai.responses.create(body));
  const stream = openai.responses.stream(body);
  if (mode === "cancel") return cancelled(stream, () => stream.abort());
  let deltas = "";
  stream.on("response.output_text.delta", (event) => (deltas += event.delta));
  return { ...responsesResult(await stream.finalResponse()), deltas };
}

function responsesResult(response) {
  const calls = response.output
    .filter((item) => item.type === "function_call")
    .map((call) => [call.name, JSON.parse(call.arguments)]);
  return { text: response.output_text, calls, stop: response.status, tokens: response.usage.output_tokens };
}

async function messages() {
  const anthropic = new Anthropic({ apiKey, baseURL, maxRetries: 0 });
  const body = {
    model,
    max_tokens: 500,
    messages: [{ role: "user", content: prompt }],
    tools: tools.map((name) => ({ name, input_schema: schema })),
  };
  if (mode === "whole") return messagesResult(await anthropic.messages.create(body));
  const stream = anthropic.messages.stream(body);
  if (mode === "cancel") return cancelled(stream, () => stream.abort());
  return messagesResult(await stream.finalMessage());
}

function messagesResult(message) {
  const text = message.content.filter((block) => block.type === "text").map((block) => block.text);
  const calls = message.content.filter((block) => block.type === "tool_use").map((call) => [call.name, call.input]);
  return { text: text.join("\n\n"), calls, stop: message.stop_reason, tokens: message.usage.output_tokens };
}

async function cancelled(stream, abort) {
  let pieces = 0;
  try {
    for await (const _ of stream) if (++pieces === PIECES_BEFORE_CANCEL) abort();
  } catch (error) {
    return { pieces, error: error.name };
  }
  return { pieces };
}

try {
  console.log(JSON.stringify(await { chat, responses, messages }[api]()));
} catch (error) {
  console.log(JSON.stringify({ error: error.constructor.name, status: error.status, message: error.message }));
}
