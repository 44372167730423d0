#include "dsl/layout.h"

#include <limits>

#include "base/text.h"

namespace writ {

FileLayout::FileLayout(std::string text) : text_(std::move(text)) {}
FileLayout::FileLayout(const char* text) : text_(text) {}

FileLayout::FileLayout(Kind kind, std::string text, int columns, std::vector<FileLayout> parts)
    : kind_(kind),
      breaks_(kind == Kind::hard || kind == Kind::comment),
      columns_(columns),
      text_(std::move(text)),
      parts_(std::move(parts)) {
  for (const FileLayout& part : parts_) {
    breaks_ = breaks_ || part.breaks_;
  }
}

FileLayout FileLayout::line() {
  return {Kind::line, {}, 0, {}};
}
FileLayout FileLayout::soft() {
  return {Kind::soft, {}, 0, {}};
}
FileLayout FileLayout::hard() {
  return {Kind::hard, {}, 0, {}};
}
FileLayout FileLayout::comment(std::string text) {
  return {Kind::comment, std::move(text), 0, {}};
}
FileLayout FileLayout::if_broken(std::string text) {
  return {Kind::if_broken, std::move(text), 0, {}};
}
FileLayout FileLayout::concat(std::vector<FileLayout> parts) {
  return {Kind::concat, {}, 0, std::move(parts)};
}
FileLayout FileLayout::group(std::vector<FileLayout> parts) {
  return {Kind::group, {}, 0, std::move(parts)};
}
FileLayout FileLayout::nest(int columns, std::vector<FileLayout> parts) {
  return {Kind::nest, {}, columns, std::move(parts)};
}

FileLayout& FileLayout::add(FileLayout part) {
  breaks_ = breaks_ || part.breaks_;
  parts_.push_back(std::move(part));
  return *this;
}

class Rendering {
 public:
  explicit Rendering(int width) : width_(width) {}

  std::string run(const FileLayout& layout, int indent, bool broken) {
    column_ = indent;
    stack_.push_back({&layout, indent, broken});
    while (!stack_.empty()) {
      const Step step = stack_.back();
      stack_.pop_back();
      write(step);
    }
    return std::move(out_);
  }

 private:
  struct Step {
    const FileLayout* layout;
    int indent;
    bool broken;
  };
  using Kind = FileLayout::Kind;

  static int width_of(const std::string& text) { return static_cast<int>(display_width(text)); }

  static void push(std::vector<Step>& stack, const Step& step, int indent, bool broken) {
    for (auto part = step.layout->parts_.rbegin(); part != step.layout->parts_.rend(); ++part) {
      stack.push_back({&*part, indent, broken});
    }
  }

  void end_line(int indent) {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent), ' ');
    column_ = indent;
  }

  void write(const Step& step) {
    const FileLayout& layout = *step.layout;
    switch (layout.kind_) {
      case Kind::text:
        out_ += layout.text_;
        column_ += width_of(layout.text_);
        break;
      case Kind::comment:
        out_ += layout.text_;
        break;
      case Kind::if_broken:
        out_ += step.broken ? layout.text_ : "";
        break;
      case Kind::line:
      case Kind::soft:
        if (step.broken) {
          end_line(step.indent);
        } else if (layout.kind_ == Kind::line) {
          out_ += ' ';
          ++column_;
        }
        break;
      case Kind::hard:
        end_line(step.indent);
        break;
      case Kind::concat:
        push(stack_, step, step.indent, step.broken);
        break;
      case Kind::nest:
        push(stack_, step, step.indent + layout.columns_, step.broken);
        break;
      case Kind::group:
        push(stack_, step, step.indent, step.broken && (layout.breaks_ || !fits(step)));
        break;
    }
  }

  // Whether the group, on one line, and what follows it up to the next place that may end the line,
  // fit.
  bool fits(const Step& group) const {
    int left = width_ - column_;
    std::vector<Step> work;
    push(work, group, group.indent, false);
    std::size_t rest = stack_.size();
    while (left >= 0) {
      if (work.empty()) {
        if (rest == 0) {
          return true;
        }
        work.push_back(stack_[--rest]);
      }
      const Step step = work.back();
      work.pop_back();
      switch (step.layout->kind_) {
        case Kind::text:
          left -= width_of(step.layout->text_);
          break;
        case Kind::if_broken:
          left -= step.broken ? width_of(step.layout->text_) : 0;
          break;
        case Kind::comment:
        case Kind::hard:
          return true;
        case Kind::line:
        case Kind::soft:
          if (step.broken) {
            return true;
          }
          left -= step.layout->kind_ == Kind::line ? 1 : 0;
          break;
        case Kind::concat:
        case Kind::nest:
        case Kind::group:
          push(work, step, step.indent, step.broken);
          break;
      }
    }
    return false;
  }

  int width_;
  int column_ = 0;
  std::string out_;
  std::vector<Step> stack_;
};

std::string render(const FileLayout& layout, int indent, int width) {
  return Rendering(width).run(layout, indent, true);
}

std::string flat(const FileLayout& layout) {
  return Rendering(std::numeric_limits<int>::max() / 2).run(layout, 0, false);
}

}  // namespace writ
