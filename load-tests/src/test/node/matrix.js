// npm's official clients in the compatibility matrix, as MatrixIT's NodeMatrixClient drives them: a
// line of JSON in for each call, a line of JSON out. Each tries once.
//
// In:  {model, text, stream, few, image?, tool?, schema?, hangUp?}, a wish.
// Out: {text, cities, end, input, output} of an answer, {} of a call that was hung up after `few`
//      pieces, or {raised, status} of what the client threw; a status of -1 is none.
//
// A client is {plain, whole, pieces, heard}: `plain` asks for an answer in one piece; `whole` for a
// stream, which the client itself puts together; `pieces` for a stream as it comes, with a
// `controller` that ends it. `heard` reads what `plain` and `whole` gave.
import { createInterface } from 'node:readline';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

const { BASE_URL: base, API_KEY: apiKey } = process.env;
const mostTokens = 4096;

const openai = () => {
  const client = new OpenAI({ baseURL: `${base}/v1`, apiKey, maxRetries: 0 });
  const question = ({ model, text, stream, image, tool, schema }) => ({
    model,
    messages: [
      {
        role: 'user',
        content: image
          ? [{ type: 'text', text }, { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } }]
          : text,
      },
    ],
    ...(tool && { tools: [{ type: 'function', function: { name: tool.name, parameters: tool.parameters } }] }),
    ...(schema && {
      response_format: { type: 'json_schema', json_schema: { name: 'town', schema, strict: true } },
    }),
    ...(stream && { stream_options: { include_usage: true } }),
  });
  const ends = { stop: 'STOP', tool_calls: 'TOOLS', content_filter: 'FILTERED' };
  return {
    plain: (wish) => client.chat.completions.create(question(wish)),
    whole: (wish) => client.chat.completions.stream(question(wish)).finalChatCompletion(),
    pieces: (wish) => client.chat.completions.create({ ...question(wish), stream: true }),
    heard: ({ choices: [choice], usage }) => ({
      text: choice.message.content ?? '',
      cities: (choice.message.tool_calls ?? []).map((call) => JSON.parse(call.function.arguments).city),
      end: ends[choice.finish_reason],
      input: usage.prompt_tokens,
      output: usage.completion_tokens,
    }),
  };
};

const anthropic = () => {
  const client = new Anthropic({ baseURL: base, apiKey, maxRetries: 0 });
  const question = ({ model, text, image, tool, schema }) => ({
    model,
    max_tokens: mostTokens,
    messages: [
      {
        role: 'user',
        content: image
          ? [
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image } },
              { type: 'text', text },
            ]
          : text,
      },
    ],
    ...(tool && { tools: [{ name: tool.name, input_schema: tool.parameters }] }),
    ...(schema && { output_config: { format: { type: 'json_schema', schema } } }),
  });
  const ends = { end_turn: 'STOP', tool_use: 'TOOLS', refusal: 'FILTERED' };
  return {
    plain: (wish) => client.messages.create(question(wish)),
    whole: (wish) => client.messages.stream(question(wish)).finalMessage(),
    pieces: (wish) => client.messages.create({ ...question(wish), stream: true }),
    heard: ({ content, stop_reason, usage }) => ({
      text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      cities: content.filter((block) => block.type === 'tool_use').map((block) => block.input.city),
      end: ends[stop_reason],
      input: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
      output: usage.output_tokens,
    }),
  };
};

const genai = () => {
  const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: base } });
  const question = ({ model, text, image, tool, schema }, abortSignal) => ({
    model,
    contents: [
      {
        role: 'user',
        parts: [{ text }, ...(image ? [{ inlineData: { mimeType: 'image/png', data: image } }] : [])],
      },
    ],
    config: {
      abortSignal,
      ...(tool && {
        tools: [{ functionDeclarations: [{ name: tool.name, parametersJsonSchema: tool.parameters }] }],
      }),
      ...(schema && { responseMimeType: 'application/json', responseJsonSchema: schema }),
    },
  });
  const filters = ['SAFETY', 'PROHIBITED_CONTENT', 'BLOCKLIST', 'SPII', 'RECITATION'];
  const end = (reason) => (reason === 'STOP' ? 'STOP' : filters.includes(reason) ? 'FILTERED' : undefined);
  const heard = ({ candidates, usageMetadata }) => {
    const parts = candidates?.[0]?.content?.parts ?? [];
    return {
      text: parts.map((part) => part.text ?? '').join(''),
      cities: parts.filter((part) => part.functionCall).map((part) => part.functionCall.args.city),
      end: end(candidates?.[0]?.finishReason),
      input: usageMetadata?.promptTokenCount,
      output: usageMetadata && (usageMetadata.candidatesTokenCount ?? 0) + (usageMetadata.thoughtsTokenCount ?? 0),
    };
  };
  const join = (one, next) => ({
    text: one.text + next.text,
    cities: [...one.cities, ...next.cities],
    end: next.end ?? one.end,
    input: next.input ?? one.input,
    output: next.output ?? one.output,
  });
  return {
    plain: (wish) => client.models.generateContent(question(wish)).then(heard),
    whole: async (wish) => {
      let all = { text: '', cities: [] };
      for await (const chunk of await client.models.generateContentStream(question(wish))) {
        all = join(all, heard(chunk));
      }
      return all;
    },
    pieces: async (wish) => {
      const controller = new AbortController();
      const stream = await client.models.generateContentStream(question(wish, controller.signal));
      return Object.assign(stream, { controller });
    },
    heard: (all) => all,
  };
};

const hangUp = async (client, wish) => {
  const stream = await client.pieces(wish);
  let left = wish.few;
  for await (const piece of stream) {
    // Anthropic's stream opens with events that say nothing yet.
    if (piece.type === undefined || piece.type === 'content_block_delta') left--;
    if (left === 0) break;
  }
  stream.controller.abort();
  return {};
};

const ask = async (client, wish) => {
  const heard = client.heard(await (wish.stream ? client.whole(wish) : client.plain(wish)));
  return { ...heard, end: heard.end ?? 'OTHER' };
};

const clients = { openai, anthropic, genai };
const client = clients[process.argv[2]]();

for await (const line of createInterface({ input: process.stdin })) {
  const wish = JSON.parse(line);
  let answer;
  try {
    answer = await (wish.hangUp ? hangUp(client, wish) : ask(client, wish));
  } catch (raised) {
    answer = { raised: `${raised?.name}: ${raised?.message}`, status: raised?.status ?? -1 };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
