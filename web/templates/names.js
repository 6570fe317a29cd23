(function(){
/* Streamlit writes the numbers of its tables as the browser's languages do; the page has one of its own. */
Object.defineProperty(navigator,"languages",{get:function(){return[document.documentElement.lang]}});
var names=NAMES,attributes=["aria-label","placeholder"],waits=false;
function rename(){
waits=false;
attributes.forEach(function(attribute){
document.querySelectorAll("button["+attribute+"],input["+attribute+"],a["+attribute+"],section["+attribute+"]").forEach(function(each){
var name=names[each.getAttribute(attribute)];
if(name)each.setAttribute(attribute,name);
});
});
document.querySelectorAll("[data-testid=stSkipToContent],[data-testid=stConnectionStatus] label,[role=dialog] *").forEach(function(each){
var name=each.firstElementChild?"":names[each.textContent];
if(name)each.firstChild.data=name;
});
}
new MutationObserver(function(){
if(!waits){waits=true;requestAnimationFrame(rename)}
}).observe(document.documentElement,{childList:true,subtree:true});
})()
