// Package gonet sets up flylib/gonet at its HEAD, whose packet is the same on every transport:
// `Size(2) MessageId(4) Body`, little-endian, where Size counts the id and the body.
package gonet

import (
	"fmt"
	"slices"
	"strings"
)

// Ids of the messages. gonet keeps 0 to 3 for itself.
const (
	QuestionID = 101
	AnswerID   = 102
)

// Note is the body of both messages; the order of its fields is that of gonet's binary codec.
type Note struct {
	Number int32   `json:"number" xml:"number" protobuf:"varint,1,opt,name=number,proto3"`
	Text   string  `json:"text" xml:"text" protobuf:"bytes,2,opt,name=text,proto3"`
	Scores []int32 `json:"scores" xml:"scores" protobuf:"varint,3,rep,packed,name=scores,proto3"`
	Urgent bool    `json:"urgent" xml:"urgent" protobuf:"varint,4,opt,name=urgent,proto3"`
}

// Question returns note number index, whose text has about size bytes.
func Question(index, size int) *Note {
	note := &Note{
		Number: int32(index) * -65537,
		Text:   fmt.Sprintf(`<%d> & "ä€😀" `, index) + strings.Repeat("x", size),
		Scores: []int32{},
		Urgent: index%2 == 1,
	}
	for score := range index % 4 {
		note.Scores = append(note.Scores, int32(score-1)<<(index%31))
	}
	return note
}

// Answer is what a server says to a question: every field differs, so that no mistake made twice goes unseen.
func (note *Note) Answer() *Note {
	scores := slices.Clone(note.Scores)
	slices.Reverse(scores)
	return &Note{Number: note.Number + 1, Text: note.Text + "!", Scores: scores, Urgent: !note.Urgent}
}

// Equals compares every field; no scores and a list without any are the same.
func (note *Note) Equals(other *Note) bool {
	return note.Number == other.Number && note.Text == other.Text && note.Urgent == other.Urgent &&
		slices.Equal(note.Scores, other.Scores)
}

// Reset, String and ProtoMessage make a note a message of gogo/protobuf.
func (note *Note) Reset() { *note = Note{} }

func (note *Note) String() string { return fmt.Sprintf("%+v", *note) }

func (*Note) ProtoMessage() {}
