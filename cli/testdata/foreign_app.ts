/** An app of somebody else. */
export default { fetch: () => new Response("hello") };
