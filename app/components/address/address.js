// Streamlit writes an address only with an entry to go Back to; what merely completes it must leave none.

/** @param {{data: {query: string}}} component */
export default function ({ data }) {
  const { pathname, hash, search } = location;
  if (search !== `?${data.query}`) history.replaceState(history.state, "", `${pathname}?${data.query}${hash}`);
}
