package options

import (
	"bufio"
	"fmt"
	"io"

	"github.com/authlint/authlint/lint/source"
)

// Read reads stored options from a file of any kind that Kind knows.
func Read(r io.Reader, name string, o DumpOptions) ([]*Set, error) {
	head := bufio.NewReaderSize(r, HeadSize)
	text, err := head.Peek(HeadSize)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	switch Kind(text) {
	case Dump, Wide:
		return ReadDump(head, name, o)
	case Compressed:
		return nil, fmt.Errorf("%s is packed: unpack it first", name)
	case JSON:
		data, err := io.ReadAll(io.LimitReader(head, maxJSON+1))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s, err := ReadJSON(source.NewFile(name, data))
		if err != nil {
			return nil, err
		}
		return []*Set{s}, nil
	}
	return nil, fmt.Errorf("%s is neither JSON of stored options (wp option list --format=json) nor an SQL dump nor an export of All-In-One Security", name)
}
