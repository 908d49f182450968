//! The macros of `watchback-translate`.

use proc_macro::TokenStream;
use proc_macro2::{Literal, Span};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, LitStr, Token, parse_macro_input};

/// A text in the thread's language.
///
/// `tr!("text")` is a `&'static str`. `tr!("{n} areas")` takes what `format!` takes and is a `String`.
/// `tr!("verb" => "Run")` tells apart what English does not.
#[proc_macro]
pub fn tr(input: TokenStream) -> TokenStream {
    let call = parse_macro_input!(input as Call);
    call.expand().unwrap_or_else(Error::into_compile_error).into()
}

/// The text itself, marked as one that is looked up where it is shown: for constants.
#[proc_macro]
pub fn mark(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as LitStr).into_token_stream().into()
}

/// What stands between the brackets of `tr!`.
struct Call {
    context: Option<LitStr>,
    text: LitStr,
    arguments: Punctuated<Argument, Token![,]>,
}

/// An argument, as `format!` has them.
struct Argument {
    name: Option<Ident>,
    value: Expr,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut text: LitStr = input.parse()?;
        let mut context = None;
        if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
            context = Some(std::mem::replace(&mut text, input.parse()?));
        }
        if input.is_empty() {
            return Ok(Self { context, text, arguments: Punctuated::new() });
        }
        input.parse::<Token![,]>()?;
        Ok(Self { context, text, arguments: Punctuated::parse_terminated(input)? })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let is_named = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let mut name = None;
        if is_named {
            name = Some(input.parse()?);
            input.parse::<Token![=]>()?;
        }
        Ok(Self { name, value: input.parse()? })
    }
}

impl Call {
    fn expand(&self) -> syn::Result<proc_macro2::TokenStream> {
        let text = self.text.value();
        let before = self.context.as_ref().map_or_else(String::new, |of| of.value() + "\u{4}");
        let begin = before.len();
        let key = LitStr::new(&(before + &text), self.text.span());
        let places = places(&text).map_err(|says| Error::new(self.text.span(), says))?;
        if places.is_empty() && self.arguments.is_empty() {
            return Ok(quote!(::watchback_translate::text(#key, #begin)));
        }
        let mut in_turn = 0;
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let mut used = vec![false; self.arguments.len()];
        for place in &places {
            let (name, form) = place.split_at(place.find(':').unwrap_or(place.len()));
            let (shown_as, value) = if name.is_empty() {
                in_turn += 1;
                (format!("{}", in_turn - 1), self.numbered(in_turn - 1, &mut used)?)
            } else if let Ok(number) = name.parse::<usize>() {
                ((*place).to_owned(), self.numbered(number, &mut used)?)
            } else {
                ((*place).to_owned(), self.named(name, &mut used)?)
            };
            names.push(shown_as);
            // What has no form of its own is passed on as it is.
            values.push(if form.is_empty() {
                quote!(&(#value))
            } else {
                let form = Literal::string(&format!("{{{form}}}"));
                quote!(&::core::format_args!(#form, #value))
            });
        }
        if used.contains(&false) {
            return Err(Error::new(self.text.span(), "an argument is not in the text"));
        }
        Ok(quote!(::watchback_translate::filled(#key, #begin, &[#(#names),*], &[#(#values),*])))
    }

    /// An argument by its number.
    fn numbered(&self, number: usize, used: &mut [bool]) -> syn::Result<proc_macro2::TokenStream> {
        let argument = self.arguments.get(number).filter(|argument| argument.name.is_none());
        let argument =
            argument.ok_or_else(|| Error::new(self.text.span(), "a place of the text has no argument"))?;
        used.iter_mut().skip(number).take(1).for_each(|used| *used = true);
        Ok(argument.value.to_token_stream())
    }

    /// An argument by its name, or else a variable of that name, as in `format!`.
    fn named(&self, name: &str, used: &mut [bool]) -> syn::Result<proc_macro2::TokenStream> {
        let of_name = |argument: &Argument| argument.name.as_ref().is_some_and(|of| of == name);
        if let Some(at) = self.arguments.iter().position(of_name) {
            used.iter_mut().skip(at).take(1).for_each(|used| *used = true);
            return Ok(self
                .arguments
                .iter()
                .nth(at)
                .map(|argument| argument.value.to_token_stream())
                .into_iter()
                .collect());
        }
        let mut ident: Ident = syn::parse_str(name)
            .map_err(|_| Error::new(self.text.span(), format!("{{{name}}} is no name of a variable")))?;
        ident.set_span(Span::call_site().located_at(self.text.span()).resolved_at(self.text.span()));
        Ok(ident.to_token_stream())
    }
}

/// The places of a text that are filled in: what stands between their braces.
fn places(text: &str) -> Result<Vec<&str>, &'static str> {
    let mut places = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let from = rest.get(at..).unwrap_or_default();
        if from.starts_with("{{") || from.starts_with("}}") {
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        let end = from.find('}').filter(|end| *end > 0).ok_or("a brace is open, or alone")?;
        places.push(from.get(1..end).unwrap_or_default());
        rest = from.get(end + 1..).unwrap_or_default();
    }
    Ok(places)
}
