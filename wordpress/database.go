package wordpress

import "github.com/authlint/authlint/lint/model"

// Database is how an installation reaches its database, by its configuration.
type Database struct {
	Host, User, Password, Name string
	// Prefix begins the names of the tables; empty where it is not known.
	Prefix string
	// Why says what is not known of the rest, as a clause; empty when all is.
	Why string
}

// database is what the configuration says of it. Nothing that is computed is
// guessed.
func (f *finder) database() *Database {
	d := &Database{}
	if f.config == nil {
		d.Why = "there is no wp-config.php to read"
		return d
	}
	for _, v := range []struct {
		name string
		into *string
	}{{"DB_HOST", &d.Host}, {"DB_USER", &d.User}, {"DB_PASSWORD", &d.Password}, {"DB_NAME", &d.Name}} {
		n := f.config.names[v.name]
		switch {
		case n == nil:
			d.Why = v.name + " is not defined in wp-config.php"
			return d
		case n.constant.Value.State != model.Set:
			d.Why = v.name + " is computed"
			return d
		}
		*v.into = n.text
	}
	if f.config.prefix.State == model.Set {
		d.Prefix = f.config.prefix.Value
	}
	return d
}
