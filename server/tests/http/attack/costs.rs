//! What one request may cost, and what one address may ask for in all.
