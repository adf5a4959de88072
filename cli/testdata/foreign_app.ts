/** An app that is not made with `createApp`. */
export default { fetch: () => new Response("hello") };
