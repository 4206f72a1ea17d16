package nginx

// Options say what is assumed of nginx where its configuration is not in view.
// The zero value assumes the stock modules.
type Options struct {
	// Prefix is the folder of nginx.conf, from which relative paths start.
	Prefix string
	// Root is the folder that a relative root starts from, nginx's own prefix.
	Root string
}
