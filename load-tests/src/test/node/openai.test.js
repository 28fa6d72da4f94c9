// npm's openai client against the gateway that BASE_URL names; NodeSdkIT starts both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI, { AzureOpenAI } from 'openai';

const base = process.env.BASE_URL;
const apiKey = process.env.API_KEY;
const backends = ['azure-v1', 'azure-dated', 'vertex', 'gemini'];
const client = new OpenAI({ baseURL: `${base}/v1`, apiKey, maxRetries: 0 });
const azure = new AzureOpenAI({ endpoint: base, apiKey, apiVersion: '2025-04-01-preview', maxRetries: 0 });

const weather = {
  type: 'function',
  function: {
    name: 'current_weather',
    description: 'The weather of a city, now',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

const ask = (backend, text) => ({
  model: `chat-on-${backend}`,
  messages: [{ role: 'user', content: text }],
});

const textOf = async (stream) => {
  let text = '';
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
  }
  return text;
};

for (const backend of backends) {
  test(`${backend}: a stream says the same as a plain answer`, async () => {
    const question = ask(backend, 'sim:tokens=60');
    const plain = await client.chat.completions.create(question);
    const streamed = await textOf(await client.chat.completions.create({ ...question, stream: true }));
    assert.equal(streamed, plain.choices[0].message.content);
    assert.ok(plain.usage.total_tokens > 60);
    assert.ok(plain._request_id);
  });

  test(`${backend}: tools are called at once, plain and streamed`, async () => {
    const question = { ...ask(backend, 'What is the weather in Paris and London?'), tools: [weather] };
    const cities = (message) => message.tool_calls.map((call) => JSON.parse(call.function.arguments).city);
    const plain = await client.chat.completions.create(question);
    const streamed = await client.chat.completions.stream(question).finalMessage();
    assert.deepEqual(cities(plain.choices[0].message), ['Paris', 'London']);
    assert.deepEqual(cities(streamed), ['Paris', 'London']);
    assert.equal(plain.choices[0].finish_reason, 'tool_calls');
  });

  test(`${backend}: a structured answer fits its schema`, async () => {
    const answer = await client.chat.completions.parse({
      ...ask(backend, 'Who was Ada?'),
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'person', strict: true, schema: weather.function.parameters },
      },
    });
    assert.equal(typeof JSON.parse(answer.choices[0].message.content).city, 'string');
  });

  test(`${backend}: an aborted stream ends`, async () => {
    const stream = await client.chat.completions.create({
      model: `slow-on-${backend}`,
      messages: [{ role: 'user', content: 'sim:tokens=2000' }],
      stream: true,
    });
    let chunks = 0;
    for await (const chunk of stream) {
      chunks += chunk ? 1 : 0;
      if (chunks === 3) {
        stream.controller.abort();
      }
    }
    assert.ok(chunks < 200);
  });

  test(`${backend}: a provider over its limit is a RateLimitError`, async () => {
    const question = { ...ask(backend, 'Hello.'), model: `busy-on-${backend}` };
    await assert.rejects(client.chat.completions.create(question), OpenAI.RateLimitError);
  });

  test(`${backend}: an error in mid-stream is raised`, async () => {
    const question = { ...ask(backend, 'sim:tokens=200'), model: `frail-on-${backend}`, stream: true };
    await assert.rejects(async () => textOf(await client.chat.completions.create(question)), OpenAI.APIError);
  });

  test(`${backend}: the Azure client chats`, async () => {
    const answer = await azure.chat.completions.create(ask(backend, 'sim:say=Hello.'));
    assert.equal(answer.choices[0].message.content, 'Hello.');
  });
}

for (const backend of ['azure-v1', 'azure-dated']) {
  test(`${backend}: embeddings are read back`, async () => {
    const question = { model: `embedding-on-${backend}`, input: 'one' };
    const usual = await client.embeddings.create(question);
    const floats = await client.embeddings.create({ ...question, encoding_format: 'float' });
    assert.equal(usual.data[0].embedding.length, 1536);
    assert.ok(Math.abs(usual.data[0].embedding[7] - floats.data[0].embedding[7]) < 1e-6);
    assert.equal((await azure.embeddings.create(question)).data[0].embedding.length, 1536);
  });

  test(`${backend}: responses, plain and streamed, by both clients`, async () => {
    const question = { model: `chat-on-${backend}`, input: 'sim:say=Hello.' };
    assert.equal((await client.responses.create(question)).output_text, 'Hello.');
    assert.equal((await azure.responses.create(question)).output_text, 'Hello.');
    let text = '';
    for await (const event of await client.responses.create({ ...question, stream: true })) {
      text += event.type === 'response.output_text.delta' ? event.delta : '';
    }
    assert.equal(text, 'Hello.');
  });
}

test('models are listed and shown', async () => {
  const ids = [];
  for await (const model of client.models.list()) {
    ids.push(model.id);
  }
  assert.ok(ids.includes('chat-on-gemini'));
  assert.equal((await client.models.retrieve('chat-on-gemini')).id, 'chat-on-gemini');
  assert.equal((await azure.models.retrieve('chat-on-gemini')).id, 'chat-on-gemini');
});

test('errors are typed', async () => {
  const stranger = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'sk-unknown', maxRetries: 0 });
  const question = ask('azure-v1', 'Hello.');
  await assert.rejects(stranger.chat.completions.create(question), OpenAI.AuthenticationError);
  await assert.rejects(client.chat.completions.create(ask('nowhere', 'x')), OpenAI.NotFoundError);
  await assert.rejects(client.chat.completions.create({ ...question, temperature: 9 }), OpenAI.BadRequestError);
  await assert.rejects(
    client.embeddings.create({ model: 'chat-on-gemini', input: 'one' }),
    OpenAI.BadRequestError,
  );
});
